"""Tables of a small world, filled for the models that read them."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow


def fill(
    connection: duckdb.DuckDBPyConnection,
    schemas: Mapping[str, str],
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    shuffled: random.Random | None = None,
) -> None:
    """Create each table with the columns of its schema and its rows, these given in some order."""
    for name, columns in schemas.items():
        connection.execute(f"create table {name} ({columns})")
        rows = list(tables[name])
        if shuffled:
            shuffled.shuffle(rows)
        if rows:
            connection.register("given", pyarrow.Table.from_pylist(rows))
            connection.execute(f"insert into {name} by name select * from given")
            connection.unregister("given")
