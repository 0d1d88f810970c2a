"""Fingerprints: has the candidate changed since its check, the input since the publication."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple
from importlib.metadata import version
from pathlib import Path

import duckdb

from weft import __version__
from weft.pipeline.ledger import Ledger
from weft.settings import Warehouse

HEADERS = 3 * 4096  # bytes: DuckDB's main header and its two database headers

# What decides a run's result, apart from the data: the dbt project and the gates.
PROJECT_FILES = (
    "dbt_project.yml",
    "profiles.yml",
    "macros/**/*",
    "models/**/*",
    "seeds/**/*",
    "snapshots/**/*",
    "tests/generic/**/*",
    "tests/singular/**/*",
    "scripts/weft/**/*.py",
    "scripts/weft/gates/suites/**/*.yml",
)


def candidate_state(warehouse: Warehouse) -> str:
    """Fingerprint the candidate without reading it whole.

    Every checkpoint rewrites a database header and its counter, and what is not checkpointed
    stands in the write-ahead log, so no committed change leaves all of these as they were.
    """
    digest = hashlib.sha256()
    for path in (warehouse.candidate, Path(f"{warehouse.candidate}.wal")):
        if path.exists():
            state = path.stat()
            digest.update(f"{path.name} {state.st_size} {state.st_mtime_ns} ".encode())
            with path.open("rb") as file:
                digest.update(file.read(HEADERS))
    return digest.hexdigest()


def project_state(project: Path) -> str:
    """Fingerprint the files of the project, and what runs them, that decide a run's result."""
    engines = [f"{name} {version(name)}" for name in ("dbt-core", "dbt-duckdb", "duckdb")]
    digest = hashlib.sha256(json.dumps([__version__, *engines]).encode())
    for path in sorted({path for glob in PROJECT_FILES for path in project.glob(glob)}):
        if path.is_file():
            digest.update(f"{path.relative_to(project).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def landed_state(connection: duckdb.DuckDBPyConnection) -> str:
    """Fingerprint every delivery so far: where it stood, when it came, its content, its rows."""
    rows = connection.execute(
        "select distinct path, cast(delivered_on as varchar), content_hash, status, rows_landed "
        "from landing.files order by all"
    ).fetchall()
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def decided_state(ledger: Ledger) -> str:
    """Fingerprint what stewards have decided and taken back."""
    pairs, rows = ledger.decisions(), ledger.row_decisions()
    decisions = [*map(astuple, pairs), *map(astuple, rows)]
    return hashlib.sha256(json.dumps(decisions).encode()).hexdigest()


def inputs_state(project: str, landed: str, decided: str, variables: Mapping[str, str]) -> str:
    """Fingerprint all that a run's result depends on, the run's moment aside."""
    state = [project, landed, decided, dict(variables)]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()
