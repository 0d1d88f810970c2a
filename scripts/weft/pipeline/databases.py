"""Opening the candidate and the published file, with plain words when that fails."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from weft.disk import refusal
from weft.errors import WeftError
from weft.settings import Warehouse

Row = dict[str, Any]
RECORD = "quality.quality_publication"
# Models of this schema make the published file without personal data.
SHARE_SCHEMA = "share"


@dataclass(frozen=True)
class Publication:
    """What the published file says of itself; times are UTC text."""

    run_id: str
    run_at: str
    published_at: str
    inputs: str

    def speaks_of(self, inputs: str, run_at: str) -> bool:
        """Whether it was made of these inputs for this moment, or a moment that begins so."""
        return self.inputs == inputs and self.run_at.startswith(run_at)


@contextmanager
def reading(warehouse: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the candidate without writing. Raises WeftError when there is none, or it is in use."""
    if not warehouse.candidate.exists():
        raise WeftError(
            f"There is no candidate yet: {warehouse.candidate} does not exist.",
            "`weft run` lands, builds, checks and publishes.",
        )
    try:
        connection = duckdb.connect(str(warehouse.candidate), read_only=True)
    except duckdb.IOException as error:
        raise refusal(error) or WeftError(
            f"{warehouse.candidate} is in use by another process.",
            "Close whatever has it open; BI tools and consoles belong on the published file.",
        ) from error
    with connection:
        yield connection


def relations(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """List every relation of a database, as `schema.table`, with its columns in order."""
    columns: dict[str, list[str]] = {}
    for relation, column in connection.execute(
        "select schema_name || '.' || table_name, column_name from duckdb_columns() "
        "where not internal and database_name = current_database() order by 1, column_index"
    ).fetchall():
        columns.setdefault(relation, []).append(column)
    return columns


def named_rows(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    parameters: Sequence[object] | Mapping[str, object] = (),
) -> list[Row]:
    """Ask a query; each row has its values by the names of their columns."""
    asked = connection.execute(query, parameters)
    columns = [column[0] for column in asked.description or []]
    return [dict(zip(columns, row, strict=True)) for row in asked.fetchall()]


@contextmanager
def published(warehouse: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published file as any reader does. Raises WeftError when there is none."""
    if not warehouse.published.exists():
        raise WeftError(
            f"Nothing is published yet: {warehouse.published} does not exist.",
            "`weft run` lands, builds, checks and publishes.",
        )
    with duckdb.connect(str(warehouse.published), read_only=True) as connection:
        yield connection


def publication(warehouse: Warehouse) -> Publication | None:
    """Open the published file and give its own record, None when there is none or it is broken."""
    if not warehouse.published.exists():
        return None
    try:
        with published(warehouse) as connection:
            rows = connection.execute(
                "select run_id, strftime(run_at, '%Y-%m-%d %H:%M:%S'), "
                f"strftime(published_at, '%Y-%m-%d %H:%M:%S.%f'), inputs from {RECORD}"
            ).fetchall()
    except duckdb.Error:
        return None
    return Publication(*rows[0]) if rows else None
