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


def one(db: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, ...]:
    """The only row of a query."""
    rows = db.execute(sql).fetchall()
    assert len(rows) == 1
    return tuple(rows[0])
