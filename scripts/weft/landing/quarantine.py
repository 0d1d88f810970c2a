"""What became of rows set aside: released into their table, discarded, or superseded."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from weft.landing import tables
from weft.landing.contracts import Contract
from weft.landing.intake import INCOMING, Layout
from weft.pipeline.ledger import RowDecision, RowName

OPEN, RELEASED, DISCARDED = "open", "released", "discarded"
# Under which headers no contract knows are kept among the cells of a released row.
EXTRA = "_extra_columns"


@dataclass(frozen=True)
class QuarantinedRow:
    """A row set aside, with what the ledger says of its file."""

    file_id: int
    line_number: int
    reason: str
    state: str
    raw_text: str
    path: str
    content_hash: str | None
    contract: str
    batch_id: str
    delivered_on: date
    landed_at: datetime
    path_values: str
    from_dir: str

    @property
    def row(self) -> RowName:
        """What decisions call it."""
        return self.path, self.content_hash, self.line_number

    @property
    def item(self) -> str:
        """What stewards call it: file and record."""
        return f"{self.file_id}:{self.line_number}"


def quarantined_rows(
    connection: duckdb.DuckDBPyConnection,
    condition: str = "true",
    parameters: Sequence[object] = (),
) -> list[QuarantinedRow]:
    """Give the rows set aside for which a condition over quarantine and files holds, in order."""
    rows = connection.execute(
        "select quarantine.file_id, line_number, quarantine.reason, state, raw_text, files.path, "
        "content_hash, files.source_name || '.' || files.table_name, batch_id, delivered_on, "
        "landed_at, coalesce(path_values, '{}'), from_dir "
        "from landing.quarantine inner join landing.files using (file_id) "
        f"inner join landing.batches using (batch_id) where {condition} "
        "order by quarantine.file_id, line_number, quarantine.reason",
        parameters,
    ).fetchall()
    return [QuarantinedRow(*row) for row in rows]


def settle(
    connection: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, Contract],
    decisions: Sequence[RowDecision],
) -> int:
    """Do what was decided of rows that are still open; give the number of rows released.

    First, rows of a file that came again, for the same day under the same path, are superseded. A
    released row that the contract no longer takes stays open. Call it inside a transaction.
    """
    connection.execute(
        "update landing.quarantine set state = 'superseded' from landing.files as older "
        "where state = 'open' and quarantine.file_id = older.file_id and exists ("
        "select 1 from landing.files as newer where newer.path = older.path "
        "and newer.delivered_on = older.delivered_on and newer.status = 'landed' "
        "and newer.file_id > older.file_id)"
    )
    names = [decision.row for decision in decisions]
    condition = (
        "state = 'open' and (files.path, content_hash, line_number) in "
        "(select unnest(?), unnest(?), unnest(?))"
    )
    columns = [list(column) for column in zip(*names, strict=True)] or [[], [], []]
    still_open = {row.row: row for row in quarantined_rows(connection, condition, columns)}
    released = 0
    for decision in decisions:
        if not (row := still_open.get(decision.row)):
            continue
        if decision.decision == DISCARDED:
            discard(connection, row)
        elif row.contract not in contracts or release(
            connection, contracts[row.contract], row, json.loads(decision.cells or "{}")
        ):
            continue
        else:
            released += 1
        del still_open[decision.row]
    return released


def release(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    row: QuarantinedRow,
    cells: Mapping[str, object],
) -> list[str]:
    """Land a row with these cells, by contract column, unless some of them do not fit.

    Gives the columns that lack what they may not lack, or have another type; none when it landed.
    """
    unknown = cells.get(EXTRA) or {}
    assert isinstance(unknown, dict), "headers and their values"
    declared = {column.name: f"c{at}" for at, column in enumerate(contract.columns)}
    extra = {name: f"x{at}" for at, name in enumerate(unknown)}
    texts = [*(_text(cells.get(name)) for name in declared), *map(_text, unknown.values())]
    places = ", ".join(
        f"cast(? as varchar) as {place}" for place in (*declared.values(), *extra.values())
    )
    connection.execute(
        f"create or replace temp table {INCOMING} as "
        f"select {places}, cast(? as bigint) as line_number",
        [*texts, row.line_number],
    )
    typed = {
        column.name: _as_type(declared[column.name], column.data_type)
        for column in contract.columns
    }
    is_unfit = ", ".join(
        f"{'true' if column.not_null else f'{declared[column.name]} is not null'} "
        f"and {typed[column.name]} is null"
        for column in contract.columns
    )
    [faults] = connection.execute(f"select {is_unfit} from {INCOMING}").fetchall()
    if any(faults):
        return [name for name, is_fault in zip(declared, faults, strict=True) if is_fault]
    lineage = {
        **json.loads(row.path_values),
        "_source_file": row.path,
        "_batch_id": row.batch_id,
        "_file_id": row.file_id,
        "_delivered_on": row.delivered_on,
        "_loaded_at": row.landed_at,
    }
    layout = Layout(cells=typed, line_number="line_number", unknown=extra)
    tables.insert_rows(connection, contract, layout, {row.path: lineage})
    connection.execute(
        "update landing.files set rows_landed = rows_landed + 1, "
        "rows_quarantined = rows_quarantined - 1 where file_id = ?",
        [row.file_id],
    )
    _set_state(connection, row, RELEASED)
    return []


def discard(connection: duckdb.DuckDBPyConnection, row: QuarantinedRow) -> None:
    """Enter that a row is not to land; it stays where it is, and counts as set aside."""
    _set_state(connection, row, DISCARDED)


def _set_state(connection: duckdb.DuckDBPyConnection, row: QuarantinedRow, state: str) -> None:
    connection.execute(
        "update landing.quarantine set state = ? where file_id = ? and line_number = ?",
        [state, row.file_id, row.line_number],
    )


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _as_type(place: str, data_type: str) -> str:
    """Cast a text, to null where it is of another type; a nested value is written as JSON."""
    is_nested = "struct" in data_type.lower() or "[" in data_type
    return f"try(cast({f'cast({place} as json)' if is_nested else place} as {data_type}))"
