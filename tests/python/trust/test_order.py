"""A warehouse is what was delivered: order of rows and files, threads and a kill change no row."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from harness import HALF_WAY, ROOT, HalfWay, Pipeline

pytestmark = pytest.mark.slow

MIDDLE, LAST = "2026-07-20", "2026-08-17"
# Steps on the way hold what the last build looked at.
STEPS = ("profile_pairs__met", "profile_pairs__promising")
SCHEMAS = ("identity", "activity", "contact", "marts", "share")


def test_order_threads_a_kill_and_an_earlier_build_change_no_row(
    half_way: HalfWay, tmp_path: Path
) -> None:
    other = Pipeline(ROOT, tmp_path / "other")
    later, earlier, last = tmp_path / "later", tmp_path / "earlier", tmp_path / "last"
    for delivery in half_way.first_half.iterdir():
        days = last if delivery.name == LAST else later if delivery.name > MIDDLE else earlier
        shutil.copytree(half_way.extracts / delivery.name, days / delivery.name)
    _land(other, later)
    _land(other, earlier)
    _build(other.warehouse, "--select", "+records__keyed", threads=3)
    _land(other, last)
    _shuffle(other.warehouse)
    _build(other.warehouse, threads=3)
    assert _renewed(other.warehouse) == {True}
    expected, found = _contents(half_way.pipeline.warehouse), _contents(other.warehouse)
    assert sum(rows > 0 for rows, _ in expected.values()) > 190
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []


def _land(pipeline: Pipeline, days: Path) -> None:
    landed = pipeline.weft("land", "--from", str(days), "--run-at", HALF_WAY)
    assert landed.code == 0, landed.output


def _build(warehouse: Path, *selection: str, threads: int) -> None:
    """Build seeds and models, all of them unless some are selected."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "dbt.cli.main", "build", "--quiet"),
            *("--resource-type", "seed", "--resource-type", "model"),
            *selection,
            *("--vars", f"{{run_at: '{HALF_WAY.replace('T', ' ')}'}}"),
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


def _renewed(warehouse: Path) -> set[bool]:
    """Whether tables that may be renewed upon the build before were so, or built whole."""
    with duckdb.connect(str(warehouse / "build.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select comment from duckdb_tables() "
            "where schema_name = 'renewal' and starts_with(table_name, 'touched__')"
        ).fetchall()
    return {json.loads(comment)["upon"] is not None for (comment,) in rows}


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
            "where list_contains($schemas, schema_name) "
            "and not list_contains($steps, table_name) order by all",
            {"schemas": SCHEMAS, "steps": STEPS},
        ).fetchall()
        contents = {}
        for (name,) in relations:
            [contents[name]] = connection.execute(
                "select count(*), sum(cast(hash(*columns(c -> c != 'share_customer_key'))"
                f" as hugeint)) from {name}"
            ).fetchall()
    return contents
