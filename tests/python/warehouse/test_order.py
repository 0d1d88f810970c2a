"""A warehouse is what was delivered: order of rows and files, and threads change no row."""

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
RUN_AT = "2026-10-01T06:00:00"
SCHEMAS = ("identity", "activity", "contact", "marts", "share")


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Extracts of 150 customers over three months."""
    out = tmp_path_factory.mktemp("order") / "sample"
    words = ("--customers", "150", "--months", "3", "--seed", "4", "--out", str(out))
    done = weft("sample", *words, warehouse=out)
    assert done.returncode == 0, done.stdout + done.stderr
    return out / "extracts"


def _land(extracts: Path, warehouse: Path) -> None:
    done = weft("land", "--from", str(extracts), "--run-at", RUN_AT, warehouse=warehouse)
    assert done.returncode == 0, done.stdout + done.stderr


def _build(warehouse: Path, threads: int) -> None:
    """Build every seed and model."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "dbt.cli.main", "build", "--quiet"),
            *("--resource-type", "seed", "--resource-type", "model"),
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


def _contents(warehouse: Path) -> dict[str, tuple[int, int]]:
    """Give, by relation, the number of rows and the sum of their hashes.

    Keys of the share are a warehouse's own.
    """
    with duckdb.connect(str(warehouse / "build.duckdb"), read_only=True) as connection:
        relations = connection.execute(
            "select distinct schema_name || '.' || table_name from duckdb_columns() "
            "where list_contains(?, schema_name) order by all",
            [SCHEMAS],
        ).fetchall()
        contents = {}
        for (name,) in relations:
            [contents[name]] = connection.execute(
                "select count(*), sum(cast(hash(*columns(c -> c != 'share_customer_key'))"
                f" as hugeint)) from {name}"
            ).fetchall()
    return contents


def test_order_and_threads_change_no_row(extracts: Path, tmp_path: Path) -> None:
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
    _build(plain, threads=1)
    _build(other, threads=4)
    expected, found = _contents(plain), _contents(other)
    assert sum(rows > 0 for rows, _ in expected.values()) > 190
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []
