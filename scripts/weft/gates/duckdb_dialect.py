"""A DuckDB dialect on which Great Expectations runs; importing it registers `duckdb+readonly`.

Great Expectations reads a result after the transaction it came from has ended; DuckDB has closed it
by then. Nothing is written through this dialect, so it has no transactions at all.
"""

from typing import Any

import duckdb_sqlalchemy
from sqlalchemy.dialects import postgresql, registry


class ReadOnlyDialect(duckdb_sqlalchemy.Dialect):  # type: ignore[misc]
    """DuckDB, read only, without transactions."""

    supports_statement_cache = False

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin nothing."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit nothing."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Roll nothing back."""


# Great Expectations asks a dialect's module for this name to learn its regex operator. DuckDB has
# Postgres's `~`, which matches the whole value.
dialect = postgresql.dialect

registry.register("duckdb.readonly", __name__, ReadOnlyDialect.__name__)
