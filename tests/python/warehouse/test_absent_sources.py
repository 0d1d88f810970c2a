"""Without any one of its sources the warehouse is built, passes its gates and is published.

`WEFT_ABSENT` names the sources to leave out, `all` for each of them (`make test-absent`); without
it, two on which most depends are.
"""

import os
import shutil
from pathlib import Path

import duckdb
import pytest
import yaml
from whole_run import ROOT, RUN_AT, weft

pytestmark = pytest.mark.slow

PROJECT = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
SOURCES = PROJECT["vars"]["weft_sources"]
NAMED = os.environ.get("WEFT_ABSENT", "shopify,salesforce")
ABSENT = SOURCES if NAMED == "all" else NAMED.split(",")


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of all sources; copy it, do not write to it."""
    home = tmp_path_factory.mktemp("complete")
    made = weft(
        *("sample", "--customers", "80", "--months", "3", "--seed", "2"),
        *("--out", str(home / "sample")),
        warehouse=home,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    run = weft(
        *("run", "--from", str(home / "sample" / "extracts"), "--run-at", RUN_AT),
        warehouse=home / "warehouse",
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr
    return home / "warehouse"


@pytest.mark.parametrize("source", ABSENT)
def test_everything_is_built_and_published_without(
    source: str, complete: Path, tmp_path: Path
) -> None:
    warehouse, nothing = tmp_path / "warehouse", tmp_path / "nothing"
    nothing.mkdir()
    shutil.copytree(complete, warehouse)
    # As if it had never delivered, and nothing had been published with it.
    for published in warehouse.glob("weft*.duckdb"):
        published.unlink()
    with duckdb.connect(str(warehouse / "build.duckdb")) as connection:
        tables = connection.execute(
            "select distinct table_name from landing.files where source_name = ?", [source]
        ).fetchall()
        for (table,) in tables:
            if table:
                connection.execute(f'delete from raw_{source}."{table}"')
        for table in ("files", "quarantine"):
            connection.execute(f"delete from landing.{table} where source_name = ?", [source])
    assert tables
    run = weft("run", "--from", str(nothing), "--run-at", RUN_AT, warehouse=warehouse)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr
    with duckdb.connect(str(warehouse / "weft.duckdb"), read_only=True) as connection:
        [(left,)] = connection.execute(
            "select count(*) from marts.customer_records where source_system = ?", [source]
        ).fetchall()
        [(customers,)] = connection.execute("select count(*) from marts.dim_customer").fetchall()
    assert left == 0
    assert customers > 0
