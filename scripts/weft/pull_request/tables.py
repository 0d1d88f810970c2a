"""Tables of two warehouses side by side: rows, keys and columns that differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from weft.pull_request.base import Base
from weft.settings import Warehouse
from weft.sql import quote_identifier, quote_literal, quote_relation

_SUMMED = ("INT", "DECIMAL", "DOUBLE", "FLOAT")
# Written by the clock, or by the number of runs before: they differ between any two runs.
_RECORDS = ("quality_runs", "quality_run_steps", "quality_checks", "quality_files")


@dataclass(frozen=True)
class ColumnChange:
    """How many of the rows that both have differ in a column; sums where it is a number."""

    name: str
    rows: int
    sum_before: float | None = None
    sum_now: float | None = None


@dataclass(frozen=True)
class TableChange:
    """How a table differs from the base's.

    `rows_before` or `rows_now` is None where there is no such table. Without a `key`, rows are
    compared whole, and `gone` and `added` count those of one side only.
    """

    relation: str
    rows_before: int | None
    rows_now: int | None
    key: tuple[str, ...] = ()
    added: int = 0
    gone: int = 0
    columns: tuple[ColumnChange, ...] = ()
    columns_added: tuple[str, ...] = ()
    columns_gone: tuple[str, ...] = ()
    retyped: tuple[str, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether anything differs."""
        return bool(
            self.rows_before is None
            or self.rows_now is None
            or self.added
            or self.gone
            or any(column.rows for column in self.columns)
            or self.columns_added
            or self.columns_gone
            or self.retyped
        )


def compare(
    base: Base, here: Warehouse, keys: Mapping[str, Sequence[str]], dropped: Sequence[str]
) -> list[TableChange]:
    """Compare relations, `schema.table`, each with its key; `dropped` are the base's alone.

    Views of the base are read as its publication has them, and are left out where it has not:
    what reads them shows their difference.
    """
    with duckdb.connect(str(here.candidate), read_only=True) as connection:
        for name, path in {
            "base_public": base.warehouse.published,
            "base_share": base.warehouse.share,
            "base_inner": base.warehouse.candidate,
        }.items():
            if path.exists():
                connection.execute(f"attach {quote_literal(str(path))} as {name} (read_only)")
        before: dict[str, tuple[str, dict[str, str]]] = {}
        for name in ("base_inner", "base_share", "base_public"):
            tables = _columns(connection, name, tables_only=True)
            before |= {relation: (name, columns) for relation, columns in tables.items()}
        views = _columns(connection, "base_inner").keys() - before.keys()
        now = _columns(connection, here.candidate.stem)
        found = [
            _compared(connection, relation, before.get(relation), now[relation], tuple(key))
            for relation, key in sorted(keys.items())
            if relation in now
            and relation not in views
            and relation.partition(".")[2] not in _RECORDS
        ]
        for relation in sorted(set(dropped) & before.keys()):
            rows = _count(connection, f"{before[relation][0]}.{quote_relation(relation)}")
            found.append(TableChange(relation, rows, None))
    return found


def _columns(
    connection: duckdb.DuckDBPyConnection, database: str, *, tables_only: bool = False
) -> dict[str, dict[str, str]]:
    """Give the columns of each relation with their types."""
    only = (
        "and (schema_name, table_name) in (select schema_name, table_name from duckdb_tables() "
        "where database_name = $database)"
        if tables_only
        else ""
    )
    rows = connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
        f"where database_name = $database {only} order by all",
        {"database": database},
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for relation, column, data_type in rows:
        found.setdefault(relation, {})[column] = data_type
    return found


def _count(connection: duckdb.DuckDBPyConnection, place: str) -> int:
    [[rows]] = connection.execute(f"select count(*) from {place}").fetchall()
    return int(rows)


def _compared(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    before: tuple[str, dict[str, str]] | None,
    now: Mapping[str, str],
    key: tuple[str, ...],
) -> TableChange:
    place = quote_relation(relation)
    if before is None:
        return TableChange(relation, None, _count(connection, place))
    database, columns = before
    common = [name for name in now if columns.get(name) == now[name]]
    key = key if set(key) <= set(common) else ()
    sides = (f"{database}.{place}", place)
    rows_before, rows_now = (_count(connection, side) for side in sides)
    changes: list[ColumnChange] = []
    if key:
        others = [name for name in common if name not in key]
        (gone, added), changes = _by_key(connection, *sides, key, others, now)
    else:
        gone, added = (
            _count(
                connection,
                f"(select {_listed(common)} from {this} except all "
                f"select {_listed(common)} from {that})",
            )
            for this, that in (sides, sides[::-1])
        )
    return TableChange(
        relation,
        rows_before,
        rows_now,
        key,
        added,
        gone,
        tuple(changes),
        tuple(name for name in now if name not in columns),
        tuple(name for name in columns if name not in now),
        tuple(name for name in now if columns.get(name, now[name]) != now[name]),
    )


def _by_key(
    connection: duckdb.DuckDBPyConnection,
    before: str,
    now: str,
    key: Sequence[str],
    others: Sequence[str],
    types: Mapping[str, str],
) -> tuple[tuple[int, int], list[ColumnChange]]:
    """Count keys of one side only, and by column the rows of both that differ, with its sums."""
    joined = " and ".join(
        f"old.{quote_identifier(name)} is not distinct from new.{quote_identifier(name)}"
        for name in key
    )
    is_one_sided = ["new.is_there is null", "old.is_there is null"]
    differs = [
        f"old.is_there and new.is_there and old.{name} is distinct from new.{name}"
        for name in map(quote_identifier, others)
    ]
    measures = [f"count(*) filter ({condition})" for condition in (*is_one_sided, *differs)]
    summed = [name for name in others if types[name].startswith(_SUMMED)]
    for name in map(quote_identifier, summed):
        measures += [f"cast(sum({side}.{name}) as double)" for side in ("old", "new")]
    [row] = connection.execute(
        f"select {', '.join(measures)} from (select *, true as is_there from {before}) as old "
        f"full join (select *, true as is_there from {now}) as new on {joined}"
    ).fetchall()
    gone, added, *found = row
    counts, sums = found[: len(others)], found[len(others) :]
    pairs = dict(zip(summed, zip(sums[::2], sums[1::2], strict=True), strict=True))
    return (gone, added), [
        ColumnChange(name, rows, *pairs.get(name, (None, None)))
        for name, rows in zip(others, counts, strict=True)
    ]


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(map(quote_identifier, columns))
