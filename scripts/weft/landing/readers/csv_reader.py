"""Delimited text: header read here, rows read in bulk by DuckDB with every option spelled out."""

import csv
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from weft.landing.binding import Binding, bind_header, bind_positions, covers_required
from weft.landing.content import (
    Content,
    EmptyFileError,
    RefusedFileError,
    Shape,
    measure,
    scratch_file,
)
from weft.landing.contracts import Contract
from weft.landing.intake import BadRow, Intake
from weft.landing.readers.bulk import load_columns, out_of_balance, take_rejects
from weft.landing.records import Record, iterate_records, mapped, raw_texts, split_cells
from weft.sql import quote_literal

_PREAMBLE_LIMIT = 100
_SHIFT_LIMIT = 100
_PLAIN_ERRORS = {"MISSING COLUMNS", "TOO MANY COLUMNS"}


@dataclass(frozen=True)
class Header:
    """Where the rows begin: behind `number` records, which are `line` lines with blank ones."""

    binding: Binding
    delimiter: str
    number: int = 0
    line: int = 0


def read_csv(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    content: Content,
    rivals: Sequence[Contract],
    scratch: Path,
) -> Intake:
    """Read a delimited file into `incoming`.

    The bulk reader first. Where it trips (mixed line ends, a stray quote, broken encoding) or
    its rows and the independent count do not agree, the file is read record by record instead,
    and only what cannot be right is set aside.
    """
    header = find_header(contract, content.path, rivals)
    shape = measure(content.path, quoted=True)
    intake = _read_in_bulk(connection, contract, content.path, header, shape)
    return intake or _read_by_record(connection, contract, content.path, header, scratch)


def find_header(contract: Contract, path: Path, rivals: Sequence[Contract]) -> Header:
    """Find the header record: the first one, or the first that fits where there is a preamble.

    Of several delimiters the first counts under which the header fits. Errors: RefusedFileError
    when no header fits the contract, EmptyFileError when there is not even a first record.
    """
    attempts = []
    with mapped(path) as text:
        for delimiter in contract.delimiters:
            for record in iterate_records(text, delimiter):
                cells = _cells_of(record, delimiter)
                attempts.append((record, cells, delimiter))
                fits = covers_required(contract, cells) and not record.trouble
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
    if record.trouble == "not valid UTF-8" or "\0" in "".join(cells):
        raise RefusedFileError(
            f"the header cannot be read as {contract.encoding} (contract {contract.place()})",
            "Correct `encoding` in the contract, or ask for the file in that encoding.",
        )
    binding = bind_header(contract, cells, rivals)
    return Header(binding, delimiter, record.number, record.line)


def _cells_of(record: Record, delimiter: str) -> list[str]:
    try:
        return split_cells(record.text, delimiter)
    except csv.Error:
        return [record.text]


def _read_in_bulk(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    path: Path,
    header: Header,
    shape: Shape,
) -> Intake | None:
    """Read with DuckDB; None where a row got lost or came out of more than one line."""
    if shape.newline is None:
        return None
    width, delimiter = header.binding.width, header.delimiter
    try:
        in_table = load_columns(
            connection,
            path,
            [f"c{at}" for at in range(width)],
            delimiter,
            header.line,
            shape.newline,
        )
    except duckdb.InvalidInputException:
        take_rejects(connection)
        return None
    rejects = take_rejects(connection)
    bad: dict[int, str] = {}
    for line, text, error in rejects:
        if error not in _PLAIN_ERRORS or shape.blank_lines or re.search(r"[\r\n]", text):
            return None
        bad[line] = text
    if in_table + len(bad) != shape.records - header.number:
        return None
    shifts = [
        at
        for order, line in enumerate(sorted(bad), start=1)
        if (at := line - header.number - order) < in_table
    ]
    if len(shifts) > _SHIFT_LIMIT:
        return None
    shift = "".join(f" + cast(rowid >= {at} as bigint)" for at in shifts)
    records = [
        Record(
            line,
            line,
            text.encode(),
            len(_cells_of(Record(line, line, text.encode(), 0), delimiter)),
        )
        for line, text in sorted(bad.items())
    ]
    return _intake(
        contract,
        header,
        line_number=f"rowid + {header.number + 1}{shift}",
        rows_read=shape.records - contract.has_header,
        bad=records,
        raw_texts=partial(raw_texts, path, delimiter),
    )


def _read_by_record(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    path: Path,
    header: Header,
    scratch: Path,
) -> Intake:
    """Write the records that are whole to a clean file, numbered, and read that in bulk."""
    width, delimiter = header.binding.width, header.delimiter
    mark = delimiter.encode()
    clean = scratch_file(scratch)
    bad: list[Record] = []
    whole = records = 0
    try:
        with mapped(path) as text, clean.open("wb") as out:
            for record in iterate_records(text, delimiter, width):
                records += 1
                if record.number <= header.number:
                    continue
                raw = record.raw
                if record.cells == width + 1 and raw.endswith(mark):
                    raw = raw[: -len(mark)]
                elif record.trouble or record.cells != width:
                    bad.append(record)
                    continue
                out.write(b"%d%s%s\n" % (record.number, mark, raw))
                whole += 1
        names = ["n", *(f"c{at}" for at in range(width))]
        in_table = load_columns(connection, clean, names, delimiter, 0, "\n")
    except duckdb.InvalidInputException as error:
        raise out_of_balance() from error
    finally:
        clean.unlink(missing_ok=True)
    if take_rejects(connection) or in_table != whole:
        raise out_of_balance()
    return _intake(
        contract,
        header,
        line_number="cast(n as bigint)",
        rows_read=records - contract.has_header,
        bad=bad,
        raw_texts=partial(raw_texts, path, delimiter),
    )


def _intake(
    contract: Contract,
    header: Header,
    line_number: str,
    rows_read: int,
    bad: list[Record],
    raw_texts: Callable[[Collection[int]], dict[int, str]],
) -> Intake:
    binding = header.binding
    quarantined = [
        BadRow(record.number, record.text, _reason(record, binding.width))
        for record in bad
        if not is_ignorable(contract, record, header.delimiter)
    ]
    cells = [f"c{at}" for at in range(binding.width)]
    ignorable = f"coalesce({', '.join(cells)}) is null"
    if contract.ignore_rows:
        ignorable += (
            f" or coalesce(regexp_matches(trim(c0), {quote_literal(contract.ignore_rows)}), false)"
        )
    return Intake(
        cells={name: f"c{at}" for name, at in binding.cells.items()},
        unknown={name: f"c{at}" for name, at in binding.unknown.items()},
        missing=binding.missing,
        line_number=line_number,
        rows_read=rows_read,
        ignorable=ignorable,
        ignored=max(header.number - 1, 0) + len(bad) - len(quarantined),
        quarantined=quarantined,
        raw_texts=raw_texts,
    )


def is_ignorable(contract: Contract, record: Record, delimiter: str) -> bool:
    """Tell whether a record that is no row is one of the totals or footers that were announced."""
    if contract.ignore_rows is None:
        return False
    cells = _cells_of(record, delimiter)
    return bool(cells) and re.search(contract.ignore_rows, cells[0]) is not None


def _reason(record: Record, width: int) -> str:
    if record.trouble:
        return record.trouble
    return f"{record.cells} cells where the header has {width}"
