"""Delimited text: header read here, rows read in bulk by DuckDB with every option spelled out."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import duckdb

from weft.landing.content import Content, Shape, measure, scratch_file
from weft.landing.contracts import Contract
from weft.landing.intake import BadRow, Intake
from weft.landing.readers.bulk import load_columns, out_of_balance, take_rejects
from weft.landing.readers.csv_header import Header, cells_of, find_header
from weft.landing.records import Record, iterate_records, mapped, raw_texts
from weft.sql import quote_literal

_SHIFT_LIMIT = 100
_PLAIN_ERRORS = {"MISSING COLUMNS", "TOO MANY COLUMNS"}


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
    names = [f"c{at}" for at in range(header.binding.width)]
    try:
        loaded = load_columns(connection, path, names, header.delimiter, header.line, shape.newline)
        rejects = take_rejects(connection)
    except duckdb.InvalidInputException:
        take_rejects(connection)
        return None
    bad = {line: text for line, text, _ in rejects}
    astray = any(
        error not in _PLAIN_ERRORS or re.search(r"[\r\n]", text) for _, text, error in rejects
    )
    if astray or (bad and shape.blank_lines) or loaded + len(bad) != shape.records - header.number:
        return None
    shifts = [
        at
        for order, line in enumerate(sorted(bad), start=1)
        if (at := line - header.number - order) < loaded
    ]
    if len(shifts) > _SHIFT_LIMIT:
        return None
    shift = "".join(f" + cast(rowid >= {at} as bigint)" for at in shifts)
    records = [Record(line, line, text.encode()) for line, text in sorted(bad.items())]
    line_number = f"rowid + {header.number + 1}{shift}"
    return _intake(contract, path, header, line_number, shape.records, records)


def _read_by_record(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    path: Path,
    header: Header,
    scratch: Path,
) -> Intake:
    """Write the records that are whole to a clean file, numbered, and read that in bulk."""
    width, mark = header.binding.width, header.delimiter.encode()
    clean = scratch_file(scratch)
    bad: list[Record] = []
    whole = last = 0
    try:
        with mapped(path) as text, clean.open("wb") as out:
            for record in iterate_records(text, header.delimiter, width):
                last = record.number
                if record.number <= header.number:
                    continue
                surplus = record.cells == width + 1 and record.raw.endswith(mark)
                if record.trouble or not (record.cells == width or surplus):
                    bad.append(record)
                    continue
                raw = record.raw[: -len(mark)] if surplus else record.raw
                out.write(b"%d%s%s\n" % (record.number, mark, raw))
                whole += 1
        names = ["n", *(f"c{at}" for at in range(width))]
        loaded = load_columns(connection, clean, names, header.delimiter, 0, "\n")
    except duckdb.InvalidInputException as error:
        raise out_of_balance() from error
    finally:
        clean.unlink(missing_ok=True)
    if take_rejects(connection) or loaded != whole:
        raise out_of_balance()
    return _intake(contract, path, header, "cast(n as bigint)", last, bad)


def _intake(
    contract: Contract,
    path: Path,
    header: Header,
    line_number: str,
    last: int,
    bad: list[Record],
) -> Intake:
    """Give account of a file whose last record has the number `last`."""
    binding = header.binding
    footers = _footers(contract, bad, header.delimiter, last)
    cells = [f"c{at}" for at in range(binding.width)]
    ignorable = f"coalesce({', '.join(cells)}) is null"
    if contract.ignore_rows:
        pattern = quote_literal(contract.ignore_rows)
        ignorable += f" or coalesce(regexp_matches(trim(c0), {pattern}), false)"
    return Intake(
        cells={name: f"c{at}" for name, at in binding.cells.items()},
        unknown={name: f"c{at}" for name, at in binding.unknown.items()},
        missing=binding.missing,
        line_number=line_number,
        rows_read=last - contract.has_header,
        ignorable=ignorable,
        ignored=max(header.number - 1, 0) + len(footers),
        quarantined=[
            BadRow(record.number, record.text, _reason(record, header))
            for record in bad
            if record.number not in footers
        ],
        raw_texts=partial(raw_texts, path, header.delimiter),
    )


def _footers(contract: Contract, bad: list[Record], delimiter: str, last: int) -> set[int]:
    """Give the numbers of the records that are no rows but were announced: totals and footers.

    In a report with such lines, single cells at the very end are footers too, such as its name.
    """
    if contract.ignore_rows is None:
        return set()
    footers = set()
    for record in reversed(bad):
        cells = cells_of(record, delimiter)
        at_the_end = record.number == last and len(cells) == 1
        if at_the_end or re.search(contract.ignore_rows, cells[0] if cells else ""):
            footers.add(record.number)
            last -= record.number == last
    return footers


def _reason(record: Record, header: Header) -> str:
    if record.trouble:
        return record.trouble
    count = record.cells or len(cells_of(record, header.delimiter))
    return (
        f"{count} {'cell' if count == 1 else 'cells'} where the header has {header.binding.width}"
    )
