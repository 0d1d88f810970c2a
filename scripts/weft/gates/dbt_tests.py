"""The results of dbt's data tests and unit tests, as checks."""

from typing import Any

import duckdb

from weft.gates.results import (
    SAMPLE_SIZE,
    UNIT_TEST,
    CheckResult,
    Severity,
    Status,
    is_key,
    without_values,
)
from weft.sql import quote_identifier, quote_relation

STATUSES: dict[str, Status] = {"pass": "passed", "warn": "warned", "fail": "failed"}
# What dbt's own generic tests call the tested column in their result.
TESTED_COLUMN = ("unique_field", "from_field", "value_field")


def as_check(result: Any, manifest: Any, candidate: duckdb.DuckDBPyConnection) -> CheckResult:
    """Turn the result of one dbt test into a check, with keys of rows that failed it."""
    node = result.node
    status = STATUSES.get(str(result.status), "not run")
    is_unit_test = node.resource_type == "unit_test"
    claim = _claim(node)
    if status == "not run":
        message = without_values(result.message or "the test was skipped")
        claim = f"{claim}; not run: {' '.join(message.split())[:200]}"
    severity: Severity = "warn" if _severity(node) == "warn" else "error"
    return CheckResult(
        check_id=node.unique_id,
        gate=UNIT_TEST if is_unit_test else "data test",
        suite="unit tests" if is_unit_test else "data tests",
        relation=_relation(node, manifest),
        claim=claim,
        severity=severity,
        status=status,
        failures=None if is_unit_test else result.failures,
        owner=_owner(node, manifest),
        reason=node.config.meta.get("reason") or node.description or None,
        sample_keys=()
        if is_unit_test or status not in ("failed", "warned")
        else _sample_keys(node, manifest, candidate),
    )


def _claim(node: Any) -> str:
    metadata = getattr(node, "test_metadata", None)
    if metadata is None:
        return str(node.name).replace("_", " ")
    words = str(metadata.name).replace("_", " ")
    column = getattr(node, "column_name", None)
    return f"{column}: {words}" if column else words


def _severity(node: Any) -> str:
    return str(getattr(node.config, "severity", "error")).lower()


def _tested(node: Any, manifest: Any) -> Any:
    """Find the model or source a test belongs to, None for a test of many."""
    attached = getattr(node, "attached_node", None) or getattr(node, "tested_node_unique_id", None)
    names = [attached] if attached else node.depends_on.nodes
    found = [manifest.nodes.get(name) or manifest.sources.get(name) for name in names]
    return next((relation for relation in found if relation is not None), None)


def _relation(node: Any, manifest: Any) -> str:
    tested = _tested(node, manifest)
    return str(node.name) if tested is None else f"{tested.schema}.{tested.identifier}"


def _owner(node: Any, manifest: Any) -> str | None:
    """Find who answers for a test: its own owner, else the owner of the model's group."""
    tested = _tested(node, manifest)
    settings = [node.config.meta] + ([tested.config.meta] if tested is not None else [])
    group = getattr(getattr(tested, "config", None), "group", None)
    owners = [meta.get("owner") for meta in settings] + [
        found.owner.name for found in manifest.groups.values() if found.name == group
    ]
    return next((str(owner) for owner in owners if owner), None)


def _sample_keys(node: Any, manifest: Any, candidate: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Ask the test's own query for the keys of a few rows it found; other columns are left out."""
    query = f"({node.compiled_code})"
    tested, column = _tested(node, manifest), getattr(node, "column_name", None)
    metadata = getattr(node, "test_metadata", None)
    if metadata is not None and metadata.name == "not_null" and tested is not None and column:
        query = (
            f"{quote_relation(_relation(node, manifest))} where {quote_identifier(column)} is null"
        )
    try:
        found = candidate.execute(f"select * from {query} limit 0").description or []
        keys = {
            str(name): column if name in TESTED_COLUMN else str(name)
            for name, *_ in found
            if is_key(str(name)) or (name in TESTED_COLUMN and column and is_key(column))
        }
        if not keys:
            return ()
        selected = ", ".join(map(quote_identifier, keys))
        rows = candidate.execute(
            f"select distinct {selected} from {query} order by all limit {SAMPLE_SIZE}"
        ).fetchall()
    except duckdb.Error:
        return ()
    return tuple(
        ", ".join(f"{name}={value}" for name, value in zip(keys.values(), row, strict=True))
        for row in rows
    )
