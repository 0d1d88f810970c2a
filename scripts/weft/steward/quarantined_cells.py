"""What a row in quarantine seems to say, cell by cell."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from weft.errors import WeftError
from weft.landing.binding import normalise, spellings
from weft.landing.content import Limits, to_utf8
from weft.landing.content import fetch as unpacked
from weft.landing.contracts import Contract, ReaderKind, load_contracts
from weft.landing.delivered import lying_at
from weft.landing.intake import RAW_TEXT_LIMIT
from weft.landing.land import CONTRACTS
from weft.landing.quarantine import EXTRA, QuarantinedRow
from weft.landing.readers.csv_header import Header, cells_of, find_header
from weft.landing.records import Record

Cells = Mapping[str, object]


@dataclass(frozen=True)
class Reading:
    """What a row seems to say by contract column; `surplus` cells have no column."""

    cells: Cells
    surplus: int = 0


def reading(row: QuarantinedRow, contracts: Mapping[str, Contract]) -> Reading:
    """Read the text of a row cell by cell as well as it goes.

    A delimited row needs its file, for the header. Errors: WeftError when that is gone or changed,
    or when the contract is.
    """
    contract = contract_of(row, contracts)
    text = row.raw_text
    if len(text) >= RAW_TEXT_LIMIT:
        return Reading({})
    if contract.reader is ReaderKind.CSV:
        header = _header(row, contract, contracts)
        cells = cells_of(Record(0, 0, text.encode()), header.delimiter)
        width = header.binding.width
        filled = dict(enumerate(cells[:width]))
        named: dict[str, object] = {
            name: filled.get(at) or None for name, at in header.binding.cells.items()
        }
        unknown = {name: filled.get(at) for name, at in header.binding.unknown.items()}
        return Reading(named | {EXTRA: unknown}, len(cells) - width)
    if contract.reader is ReaderKind.FIXED_WIDTH:
        cut = {
            column.name: text[(column.start or 1) - 1 :][: column.length or 0].rstrip()
            for column in contract.columns
        }
        return Reading(cut)
    if contract.reader is ReaderKind.NDJSON:
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, dict):
            by_name = {normalise(key): value for key, value in found.items()}
            return Reading(
                {
                    column.name: next(
                        (by_name[name] for name in spellings(column) if name in by_name), None
                    )
                    for column in contract.columns
                }
            )
    return Reading({})


def contracts_by_name() -> dict[str, Contract]:
    """Give the landing contracts by `source.table`."""
    return {contract.name: contract for contract in load_contracts(CONTRACTS)}


def contract_of(row: QuarantinedRow, contracts: Mapping[str, Contract]) -> Contract:
    """Give the contract of a row's table. Errors: WeftError when there is none any more."""
    if row.contract not in contracts:
        raise WeftError(f"{row.contract} has no landing contract any more", "Discard its rows.")
    return contracts[row.contract]


def _header(row: QuarantinedRow, contract: Contract, contracts: Mapping[str, Contract]) -> Header:
    """Find the header of the row's file, where it lies as it was landed."""
    for file in lying_at(row.from_dirs, row.path):
        with TemporaryDirectory(prefix="weft-") as folder:
            scratch = Path(folder)
            content = unpacked(file, scratch, Limits.from_environment())
            if content.content_hash == row.content_hash:
                text = to_utf8(content, contract.encoding, scratch)
                rivals = [each for each in contracts.values() if each.reader is contract.reader]
                return find_header(contract, text.path, rivals)
    raise WeftError(
        f"{row.path} is not in {row.from_dirs[0]} as it was landed, so its header is not known",
        "Put the file back, or deliver a corrected one.",
    )


def shown(value: object) -> str:
    """Give a value as a cell of text; a nested one is JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
