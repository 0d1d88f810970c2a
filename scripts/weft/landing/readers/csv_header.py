"""Where the rows of a delimited file begin, and what its columns are called."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from weft.landing.binding import Binding, bind_header, bind_positions, covers_required
from weft.landing.content import EmptyFileError, RefusedFileError
from weft.landing.contracts import Contract
from weft.landing.records import Record, iterate_records, mapped, split_cells

_PREAMBLE_LIMIT = 100


@dataclass(frozen=True)
class Header:
    """Where the rows begin: behind `number` records, which are `line` lines with blank ones."""

    binding: Binding
    delimiter: str
    number: int = 0
    line: int = 0


def find_header(contract: Contract, path: Path, rivals: Sequence[Contract]) -> Header:
    """Find the header record: the first one, or the first that fits where there is a preamble.

    Of several delimiters the first counts under which the header fits. Errors: RefusedFileError
    when no header fits the contract, EmptyFileError when there is not even a first record.
    """
    attempts = []
    with mapped(path) as text:
        for delimiter in contract.delimiters:
            for record in iterate_records(text, delimiter):
                cells = cells_of(record, delimiter)
                attempts.append((record, cells, delimiter))
                readable = not record.trouble and not _is_wide(record)
                fits = readable and covers_required(contract, cells)
                if not contract.has_header:
                    binding = bind_positions(contract, len(cells))
                    return Header(binding, delimiter)
                if fits and (len(cells) > 1 or len(contract.delimiters) == 1):
                    binding = bind_header(contract, cells, rivals)
                    return Header(binding, delimiter, record.number, record.line)
                if contract.preamble is None or record.number >= _PREAMBLE_LIMIT:
                    break
    if not attempts:
        raise EmptyFileError("the file holds nothing but blank lines")
    record, cells, delimiter = max(attempts, key=lambda attempt: len(attempt[1]))
    if record.trouble == "not valid UTF-8" or _is_wide(record):
        raise RefusedFileError(
            f"the header cannot be read as {contract.encoding} (contract {contract.place()})",
            "Correct `encoding` in the contract, or ask for the file in that encoding.",
        )
    binding = bind_header(contract, cells, rivals)
    return Header(binding, delimiter, record.number, record.line)


def cells_of(record: Record, delimiter: str) -> list[str]:
    """Split a record; one that cannot be split is one cell."""
    try:
        return split_cells(record.text, delimiter)
    except csv.Error:
        return [record.text]


def _is_wide(record: Record) -> bool:
    """Tell whether a record looks like UTF-16 without its mark: every other byte is nothing."""
    return record.raw.count(0) * 3 > len(record.raw)
