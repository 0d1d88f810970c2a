"""Identity is what was delivered, not how: order of rows, of files, and threads change no row."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from whole_run import ROOT, weft

pytestmark = pytest.mark.slow

MIDDLE = "2026-08-20"


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Extracts of 150 customers over three months."""
    out = tmp_path_factory.mktemp("order") / "sample"
    words = ("--customers", "150", "--months", "3", "--seed", "4", "--out", str(out))
    done = weft("sample", *words, warehouse=out)
    assert done.returncode == 0, done.stdout + done.stderr
    return out / "extracts"


def _land(extracts: Path, warehouse: Path) -> None:
    done = weft("land", "--from", str(extracts), warehouse=warehouse)
    assert done.returncode == 0, done.stdout + done.stderr


def _identify(warehouse: Path, threads: int) -> dict[str, list[tuple[object, ...]]]:
    """Build up to the keys of records, and give every row of every table of identity."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "dbt.cli.main", "build", "--select", "+customer_references"),
            *("--resource-type", "seed", "--resource-type", "model", "--quiet"),
        ],
        cwd=ROOT,
        env=os.environ
        | {
            "WEFT_WAREHOUSE": str(warehouse),
            "WEFT_THREADS": str(threads),
            "DBT_TARGET_PATH": str(warehouse / "target"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    with duckdb.connect(str(warehouse / "build.duckdb"), read_only=True) as connection:
        names = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'identity' order by all"
        ).fetchall()
        return {
            name: connection.execute(f"from identity.{name} order by all").fetchall()
            for (name,) in names
        }


def _shuffle(warehouse: Path) -> None:
    """Lay the rows of every raw table in another order."""
    with duckdb.connect(str(warehouse / "build.duckdb")) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where starts_with(schema_name, 'raw_')"
        ).fetchall()
        for (table,) in tables:
            connection.execute(
                f"create or replace table {table} as "
                f"select * from {table} order by hash(_row_hash, _line_number, 7)"
            )


def test_order_and_threads_change_no_row_of_identity(extracts: Path, tmp_path: Path) -> None:
    plain, other = tmp_path / "plain", tmp_path / "other"
    _land(extracts, plain)
    later = tmp_path / "later"
    for delivery in extracts.iterdir():
        if delivery.name > MIDDLE:
            shutil.copytree(delivery, later / delivery.name)
    assert later.exists()
    _land(later, other)
    _land(extracts, other)
    _shuffle(other)
    expected, found = _identify(plain, threads=1), _identify(other, threads=4)
    assert len(expected["records__keyed"]) > 500
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []
