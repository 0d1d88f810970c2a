"""The raw tables: made and widened from the contracts, and filled from `incoming`."""

import json
from collections.abc import Mapping, Sequence

import duckdb

from weft.errors import WeftError
from weft.landing.binding import normalise, spellings
from weft.landing.contracts import Column, Contract
from weft.landing.intake import INCOMING, PATH, BadRow, Intake, Layout, Stretch
from weft.landing.readers.bulk import escape_glob
from weft.sql import quote_identifier, quote_literal

# The place of a row's file among those read in one call, from 1.
_PLACE = "_weft_place"
# A temporary table of a raw table's shape, for rows that are looked at before they land.
TWIN = "landing_now"


def raw_table(contract: Contract) -> str:
    """Give the quoted name of the contract's table."""
    return f"{quote_identifier(contract.schema)}.{quote_identifier(contract.table_name)}"


def make_tables(connection: duckdb.DuckDBPyConnection, contracts: Sequence[Contract]) -> None:
    """Make every table a contract speaks of, and add the columns contracts gained since.

    A new column is filled, for rows landed before, from what was kept as unknown columns.
    Errors: WeftError where a column has another type than the contract says.
    """
    existing: dict[tuple[str, str], dict[str, str]] = {}
    rows = connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name = current_database()"
    ).fetchall()
    for schema, table, column, data_type in rows:
        existing.setdefault((schema, table), {})[column] = data_type
    for contract in contracts:
        present = existing.get((contract.schema, contract.table_name))
        if present is None:
            _create(connection, contract)
        else:
            _widen(connection, contract, present)


def _create(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    columns = ", ".join(
        f"{quote_identifier(name)} {data_type}"
        for name, data_type in contract.table_columns().items()
    )
    connection.execute(f"create schema if not exists {quote_identifier(contract.schema)}")
    connection.execute(f"create table {raw_table(contract)} ({columns})")


def _widen(
    connection: duckdb.DuckDBPyConnection, contract: Contract, present: dict[str, str]
) -> None:
    declared = {column.name: column for column in contract.columns}
    for name, data_type in contract.table_columns().items():
        if name not in present:
            connection.execute(
                f"alter table {raw_table(contract)} add column {quote_identifier(name)} {data_type}"
            )
            if name in declared and data_type == "varchar":
                _fill_from_unknown(connection, contract, declared[name])
        elif data_type != "varchar" or present[name] != "VARCHAR":
            _check_type(connection, contract, name, data_type, present[name])


def _fill_from_unknown(
    connection: duckdb.DuckDBPyConnection, contract: Contract, column: Column
) -> None:
    lists = connection.execute(
        "select distinct unknown_columns from landing.files "
        "where source_name = ? and table_name = ? and unknown_columns is not null",
        [contract.source_name, contract.table_name],
    ).fetchall()
    headers = {
        header
        for (text,) in lists
        for header in json.loads(text)
        if normalise(header) in spellings(column)
    }
    for header in sorted(headers):
        connection.execute(
            f"update {raw_table(contract)} set {quote_identifier(column.name)} = "
            "json_extract_string(_extra_columns, ?) where _extra_columns is not null "
            f"and {quote_identifier(column.name)} is null",
            ["/" + header.replace("~", "~0").replace("/", "~1")],
        )


def _check_type(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    name: str,
    data_type: str,
    present: str,
) -> None:
    wanted = connection.execute(f"select typeof(cast(null as {data_type}))").fetchall()[0][0]
    if wanted != present:
        column = next((column for column in contract.columns if column.name == name), None)
        raise WeftError(
            f"{contract.place(column)}: {contract.name}.{name} is {wanted} in the contract "
            f"and {present} in the warehouse",
            "Give the column a new name, or build the warehouse anew from the extracts.",
        )


def rows_without_key(
    connection: duckdb.DuckDBPyConnection, contract: Contract, intake: Intake
) -> list[BadRow]:
    """Give the rows of `incoming` that lack a value they may not lack."""
    layout = intake.layout
    keys = _keys(contract, layout)
    if not keys:
        return []
    lacking = " ".join(
        f"when {layout.cells[name]} is null then {quote_literal(name)}" for name in keys
    )
    rows = connection.execute(
        f"select {layout.line_number}, case {lacking} end from {layout.relation} "
        f"where {layout.fit} and ({_any_null(keys, layout)})"
    ).fetchall()
    texts = intake.account.raw_texts([line for line, _ in rows]) if rows else {}
    return [BadRow(line, texts.get(line, ""), f"no value in '{name}'") for line, name in rows]


def count_ignorable(connection: duckdb.DuckDBPyConnection, layout: Layout) -> int:
    """Count the rows of `incoming` that were announced as no rows: totals, footers, blanks."""
    if layout.ignorable == "false":
        return 0
    counted = connection.execute(
        f"select count(*) from {layout.relation} where {layout.ignorable}"
    ).fetchall()
    return int(counted[0][0])


def insert_rows(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    layout: Layout,
    lineages: Mapping[str, Mapping[str, object]],
    into: str | None = None,
) -> int:
    """Copy the good rows of one or more files into the raw table, or its twin; give their number.

    `lineages` holds, by the path of each file, the values that are one for all its rows: path
    columns and `_` columns, in the same order for every file.
    """
    expressions = dict(layout.cells)
    if layout.line_number:
        expressions["_line_number"] = layout.line_number
    expressions["_row_hash"] = _row_hash(contract, layout)
    if layout.unknown:
        expressions["_extra_columns"] = _extra_columns(layout)
    relation = layout.relation
    parameters: list[object] = []
    if relation != INCOMING:
        parameters.append([escape_glob(path) for path in lineages])
    names = list(next(iter(lineages.values())))
    columns = [[lineage[name] for lineage in lineages.values()] for name in names]
    if len(lineages) == 1:
        expressions |= dict.fromkeys(names, "?")
        parameters = [*(value for [value] in columns), *parameters]
    else:
        # Looked up and not joined: a join need not keep the rows in their order.
        expressions |= dict.fromkeys(names, f"list_extract(?, {_PLACE})")
        relation = f"(select *, list_position(?, {PATH}) as {_PLACE} from {relation})"
        parameters = [*columns, list(lineages), *parameters]
    if into:
        connection.execute(
            f"create or replace temp table {into} as from {raw_table(contract)} limit 0"
        )
    inserted = connection.execute(
        f"insert into {into or raw_table(contract)} "
        f"({', '.join(map(quote_identifier, expressions))}) "
        f"select {', '.join(expressions.values())} from {relation} "
        f"where {layout.fit} and not ({_any_null(_keys(contract, layout), layout)})",
        parameters,
    ).fetchall()
    return int(inserted[0][0])


def insert_twin(connection: duckdb.DuckDBPyConnection, contract: Contract) -> int:
    """Move what was looked at into the raw table, in its order; give the number of rows."""
    moved = connection.execute(f"insert into {raw_table(contract)} from {TWIN}").fetchall()
    connection.execute(f"drop table {TWIN}")
    return int(moved[0][0])


def places(
    connection: duckdb.DuckDBPyConnection, contract: Contract, file_ids: Sequence[int]
) -> dict[int, range]:
    """Give the row ids of each file's rows.

    Rows are inserted in file order (`preserve_insertion_order`), so those of a file have row ids
    without a gap; a file of which that is not so is left out.
    """
    found = connection.execute(
        f"select _file_id, min(rowid), count(*) from {raw_table(contract)} "
        "where _file_id between ? and ? group by _file_id "
        "having max(rowid) - min(rowid) + 1 = count(*)",
        [min(file_ids), max(file_ids)],
    ).fetchall()
    return {file_id: range(first, first + count) for file_id, first, count in found}


def number_rows(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    files: Mapping[range, Sequence[Stretch]],
) -> None:
    """Number the rows of files, given by their row ids, stretch by stretch."""
    numbered = []
    for rows, stretches in files.items():
        starts = [rows.start + place for place, _ in stretches]
        ends = [*starts[1:], rows.stop]
        numbered += [
            (start, end, number)
            for start, end, (_, number) in zip(starts, ends, stretches, strict=True)
        ]
    if numbered:
        connection.execute(
            f"update {raw_table(contract)} as landed "
            "set _line_number = landed.rowid - stretch.starts_at + stretch.number "
            "from (select unnest(?) as starts_at, unnest(?) as ends_at, unnest(?) as number) "
            "as stretch "
            "where landed.rowid >= stretch.starts_at and landed.rowid < stretch.ends_at",
            [list(column) for column in zip(*numbered, strict=True)],
        )


def remove_unfinished(connection: duckdb.DuckDBPyConnection, contracts: Sequence[Contract]) -> None:
    """Remove the rows of files that a killed landing had not entered in the ledger."""
    for contract in contracts:
        connection.execute(
            f"delete from {raw_table(contract)} where _file_id not in "
            "(select file_id from landing.files where status = 'landed')"
        )


def _keys(contract: Contract, layout: Layout) -> list[str]:
    return [name for name in contract.not_null_columns if name in layout.cells]


def _any_null(keys: Sequence[str], layout: Layout) -> str:
    return " or ".join(f"{layout.cells[name]} is null" for name in keys) or "false"


def _row_hash(contract: Contract, layout: Layout) -> str:
    """Hash the cells in the contract's order, so that the order in the file does not matter."""
    cells = [_text(layout.cells.get(column.name, "''")) for column in contract.columns]
    cells += [
        f"{quote_literal(name)}, {_text(cell)}" for name, cell in sorted(layout.unknown.items())
    ]
    return f"md5(concat({', chr(31), '.join(cells)}))"


def _extra_columns(layout: Layout) -> str:
    pairs = ", ".join(f"{quote_literal(name)}, {cell}" for name, cell in layout.unknown.items())
    texts = ", ".join(map(_text, layout.unknown.values()))
    return f"case when coalesce({texts}) is not null then cast(json_object({pairs}) as varchar) end"


def _text(expression: str) -> str:
    return f"cast({expression} as varchar)"
