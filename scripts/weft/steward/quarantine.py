"""`weft quarantine`: look at what was set aside or refused, and decide what becomes of it."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from weft.errors import WeftError
from weft.landing.contracts import Contract
from weft.landing.quarantine import (
    DISCARDED,
    EXTRA,
    OPEN,
    RELEASED,
    QuarantinedRow,
    discard,
    quarantined_rows,
    release,
    settle,
)
from weft.lists import as_meant, harmless
from weft.pipeline import databases
from weft.pipeline.ledger import Ledger, RowDecision, RowName, new_decision_id, now
from weft.pipeline.lock import sole_writer
from weft.private_files import private_file
from weft.settings import Warehouse
from weft.steward.quarantined_cells import Cells, contract_of, contracts_by_name, reading, shown
from weft.warehouse import connect, transaction

_ITEM, _REASON = "item", "reason"
_LIST_THEM = "`weft quarantine list` shows what is open."


@dataclass(frozen=True)
class RefusedFile:
    """A file that was refused whole; decisions name it by its number alone."""

    file_id: int
    path: str
    content_hash: str | None
    reason: str
    state: str = "refused"

    @property
    def row(self) -> RowName:
        """What decisions call it: the row 0 of its file."""
        return self.path, self.content_hash, 0

    @property
    def item(self) -> str:
        """What stewards call it."""
        return str(self.file_id)


@dataclass(frozen=True)
class OpenReason:
    """Rows of a file that are open for one reason, or a refused file (`rows` is 0)."""

    file_id: int
    path: str
    table: str
    reason: str
    rows: int
    first_line: int | None
    last_line: int | None

    @property
    def item(self) -> str:
        """What stewards call all of it."""
        return str(self.file_id)


def open_reasons(warehouse: Warehouse) -> list[OpenReason]:
    """Give what waits for a decision, by file and reason, without a word of the rows."""
    with databases.reading(warehouse) as connection:
        rows = connection.execute(
            "select file_id, path, source_name || '.' || table_name, reason, count(*), "
            "min(line_number), max(line_number) from landing.quarantine where state = 'open' "
            "group by all order by file_id, reason"
        ).fetchall()
        refused = _refused(connection)
    with closing(Ledger(warehouse)) as ledger:
        decided = {decision.row for decision in ledger.row_decisions()}
    return [
        *(OpenReason(*row) for row in rows),
        *(
            OpenReason(file.file_id, file.path, "", file.reason, 0, None, None)
            for file in refused
            if file.row not in decided
        ),
    ]


def rows_named(connection: duckdb.DuckDBPyConnection, items: Sequence[str]) -> list[QuarantinedRow]:
    """Give the rows of items, FILE or FILE:LINE. Errors: WeftError where one names none."""
    found: dict[str, QuarantinedRow] = {}
    for item in items:
        file_id, _, line = item.partition(":")
        if not file_id.isdecimal() or not (line.isdecimal() or item == file_id):
            raise WeftError(f"{item} is no item", "An item is FILE or FILE:LINE. " + _LIST_THEM)
        condition = "quarantine.file_id = ?" + (" and line_number = ?" if line else "")
        rows = quarantined_rows(
            connection, condition, [int(each) for each in (file_id, line) if each]
        )
        if not rows:
            raise WeftError(f"nothing of {item} is in quarantine", _LIST_THEM)
        found |= {row.item: row for row in rows}
    return list(found.values())


def decisions_of(warehouse: Warehouse) -> dict[RowName, RowDecision]:
    """Give the newest decision on each row, by path, content and number."""
    with closing(Ledger(warehouse)) as ledger:
        return {decision.row: decision for decision in ledger.row_decisions()}


def write_rows(warehouse: Warehouse, items: Sequence[str], out: Path) -> int:
    """Write rows to a CSV that a steward corrects and `release_from` takes; give their number.

    Errors: WeftError when the rows are not of one table.
    """
    contracts = contracts_by_name()
    with databases.reading(warehouse) as connection:
        rows = [row for row in rows_named(connection, items) if row.state == OPEN]
    tables = sorted({row.contract for row in rows})
    if len(tables) != 1:
        raise WeftError(
            f"the rows are of {len(tables)} tables, or decided", "Write open rows of one table."
        )
    columns = [column.name for column in contracts[tables[0]].columns]
    with private_file(out) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([_ITEM, _REASON, *columns])
        for row in rows:
            cells = reading(row, contracts).cells
            writer.writerow(
                [row.item, row.reason, *(harmless(shown(cells.get(name))) for name in columns)]
            )
    return len(rows)


def release_rows(
    warehouse: Warehouse, items: Sequence[str], corrections: Mapping[str, str], *, by: str, why: str
) -> list[RowDecision]:
    """Release rows as they are, or with some values corrected. Errors: WeftError, nothing done."""

    def corrected(row: QuarantinedRow, contracts: Mapping[str, Contract]) -> Cells:
        contract = contract_of(row, contracts)
        _refuse_unknown_columns(contract, corrections)
        read = reading(row, contracts)
        if read.surplus > 0 and not corrections:
            raise WeftError(
                f"{row.item} has {read.surplus} cells more than its header",
                f"See which are right: weft quarantine show {row.item} --values. Give the columns "
                "that are not with --set, or correct the row in a file: show --out.",
            )
        return {**read.cells, **corrections}

    return _decide(warehouse, items, corrected, by=by, why=why)


def release_from(warehouse: Warehouse, path: Path, *, by: str, why: str) -> list[RowDecision]:
    """Release the rows of a CSV that `write_rows` wrote and a steward corrected."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = {line.get(_ITEM) or "": line for line in csv.DictReader(file)}

    def corrected(row: QuarantinedRow, contracts: Mapping[str, Contract]) -> Cells:
        line = lines[row.item]
        said = {
            name: as_meant(cell or "")
            for name, cell in line.items()
            if name not in (_ITEM, _REASON)
        }
        _refuse_unknown_columns(contract_of(row, contracts), said)
        return {EXTRA: reading(row, contracts).cells.get(EXTRA), **said}

    if not lines or any(":" not in item for item in lines):
        raise WeftError(
            f"{path} has no rows to release", "Write one with weft quarantine show ITEM --out FILE."
        )
    return _decide(warehouse, list(lines), corrected, by=by, why=why)


def discard_rows(
    warehouse: Warehouse, items: Sequence[str], *, by: str, why: str
) -> list[RowDecision]:
    """Decide that rows, all open rows of a file, or a refused file are not to land."""
    return _decide(warehouse, items, None, by=by, why=why)


def _decide(
    warehouse: Warehouse,
    items: Sequence[str],
    corrected: Callable[[QuarantinedRow, Mapping[str, Contract]], Cells] | None,
    *,
    by: str,
    why: str,
) -> list[RowDecision]:
    """Enter the decision on all of the items, or on none, and do it in the candidate.

    The ledger is written before the candidate commits; killed in between, the next landing does
    what was decided.
    """
    if not why.strip():
        raise WeftError("a decision needs a reason", "Give it with --why.")
    with databases.reading(warehouse):
        contracts = contracts_by_name()
    taken = RowDecision(new_decision_id(), "", None, 0, DISCARDED, by, now(), why)
    with (
        sole_writer(warehouse, "quarantine"),
        closing(Ledger(warehouse)) as ledger,
        connect(warehouse) as connection,
    ):
        before = ledger.row_decisions()
        with transaction(connection):
            settle(connection, contracts, before)
        refused = {file.item: file for file in _refused(connection)}
        decisions = []
        with transaction(connection):
            for item in items:
                if item in refused:
                    decisions.append(_on_file(refused[item], taken, before, corrected is None))
                    continue
                for row in _open_rows(connection, item):
                    decision = replace(
                        taken,
                        path=row.path,
                        content_hash=row.content_hash,
                        line_number=row.line_number,
                    )
                    if corrected is None:
                        discard(connection, row)
                    else:
                        cells = corrected(row, contracts)
                        _release(connection, contract_of(row, contracts), row, cells)
                        decision = replace(
                            decision,
                            decision=RELEASED,
                            cells=json.dumps(dict(cells), ensure_ascii=False),
                        )
                    decisions.append(decision)
            ledger.decide_rows(decisions)
    return decisions


def _open_rows(connection: duckdb.DuckDBPyConnection, item: str) -> list[QuarantinedRow]:
    """Give the open rows of an item. Errors: WeftError where none of them is."""
    named = rows_named(connection, [item])
    rows = [row for row in named if row.state == OPEN]
    if not rows:
        states = " and ".join(sorted({row.state for row in named}))
        raise WeftError(
            f"{item} is {states} already",
            f"weft quarantine show {item} says by whom and why; a corrected file can be "
            "delivered again.",
        )
    return rows


def _release(
    connection: duckdb.DuckDBPyConnection, contract: Contract, row: QuarantinedRow, cells: Cells
) -> None:
    if not any(value for name, value in cells.items() if name != EXTRA):
        raise WeftError(f"{row.item} cannot be read", "Say what it means with --set COLUMN=VALUE.")
    if faults := release(connection, contract, row, cells):
        raise WeftError(
            f"{row.item} has no value that {contract.name} takes in {', '.join(faults)} "
            f"({contract.place()})",
            f"Give it: --set {faults[0]}=VALUE. Or discard the row.",
        )


def _on_file(
    file: RefusedFile, taken: RowDecision, before: Sequence[RowDecision], is_discard: bool
) -> RowDecision:
    if not is_discard:
        raise WeftError(
            f"file {file.item} was refused whole, and has no rows to release",
            "Deliver a corrected file under its path; what is wrong with it: "
            f"weft quarantine show {file.item}",
        )
    decision = replace(taken, path=file.path, content_hash=file.content_hash)
    if decision.row in [each.row for each in before]:
        raise WeftError(
            f"file {file.item} is discarded already",
            "Take it out of the delivery folder, or deliver a corrected one.",
        )
    return decision


def _refused(connection: duckdb.DuckDBPyConnection) -> list[RefusedFile]:
    rows = connection.execute(
        "select file_id, path, content_hash, reason from landing.files "
        "where status = 'refused' order by file_id"
    ).fetchall()
    return [RefusedFile(*row) for row in rows]


def refused_file(connection: duckdb.DuckDBPyConnection, item: str) -> RefusedFile | None:
    """Give the refused file of this number, if it is one."""
    return next((file for file in _refused(connection) if file.item == item), None)


def _refuse_unknown_columns(contract: Contract, named: Mapping[str, object]) -> None:
    columns = [column.name for column in contract.columns]
    for name in named:
        if name not in columns:
            raise WeftError(
                f"{contract.name} has no column '{name}'", f"It has: {', '.join(columns)}."
            )
