"""Running the command as a user does, and asking what it published."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[3]
RUN_AT = "2026-10-01T06:00:00"


def weft(*words: str, warehouse: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "weft", *words],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT / "scripts"),
            "WEFT_WAREHOUSE": str(warehouse),
            "COLUMNS": "140",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def dbt(
    warehouse: Path, *words: str, project: Path = ROOT, run_at: str = RUN_AT
) -> subprocess.CompletedProcess[str]:
    """Run a bare dbt command, as somebody does who does not know `weft run`."""
    return subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), *words),
            *("--vars", f"{{run_at: '{run_at.replace('T', ' ')}'}}"),
        ],
        cwd=project,
        env={
            **os.environ,
            "WEFT_WAREHOUSE": str(warehouse),
            "DBT_TARGET_PATH": str(warehouse / "target"),
            "DBT_LOG_PATH": str(warehouse / "logs"),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def landed_rows(db: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Give the rows that landed of each source, none for those of which nothing came."""
    rows = db.execute(
        "select source_name, sum(rows_landed)::bigint from weft.quality.quality_sources group by 1"
    )
    return dict(rows.fetchall())


def published_sources(db: duckdb.DuckDBPyConnection) -> set[str]:
    """Give the sources that rows of the marts say they are from."""
    tables = db.execute(
        "select table_name from information_schema.columns "
        "where (table_catalog, table_schema, column_name) = ('weft', 'marts', 'source_system')"
    ).fetchall()
    systems = db.execute(
        " union ".join(f"select source_system from weft.marts.{table}" for (table,) in tables)
    ).fetchall()
    # Each list is a system of its own.
    return {"lists" if name.startswith("list:") else name for (name,) in systems if name}


def one(db: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, ...]:
    """The only row of a query."""
    rows = db.execute(sql).fetchall()
    assert len(rows) == 1
    return tuple(rows[0])
