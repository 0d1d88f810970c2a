"""Delimited text: header read here, rows read in bulk by DuckDB with every option spelled out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from weft.landing.content import Content, Shape, scratch_file
from weft.landing.contracts import Contract
from weft.landing.intake import (
    INCOMING,
    Account,
    BadRow,
    DirectIntake,
    Intake,
    Layout,
    Opened,
    Reject,
    Settled,
)
from weft.landing.readers.bulk import (
    columns_relation,
    load_columns,
    out_of_balance,
    take_rejects,
)
from weft.landing.readers.csv_header import Header, cells_of, find_header
from weft.landing.records import Record, iterate_records, mapped, raw_texts
from weft.sql import quote_literal

_STRETCH_LIMIT = 100
_PLAIN_ERRORS = {"MISSING COLUMNS", "TOO MANY COLUMNS"}


@dataclass(frozen=True)
class _File:
    """A delimited file whose header is known."""

    contract: Contract
    path: Path
    header: Header

    @property
    def cells(self) -> list[str]:
        """The names under which its cells are read."""
        return [f"c{at}" for at in range(self.header.binding.width)]

    def layout(self, relation: str = INCOMING, line_number: str | None = None) -> Layout:
        """Give the layout of its rows in a relation with these cells."""
        binding = self.header.binding
        ignorable = f"coalesce({', '.join(self.cells)}) is null"
        if self.contract.ignore_rows:
            pattern = quote_literal(self.contract.ignore_rows)
            ignorable += f" or coalesce(regexp_matches(trim(c0), {pattern}), false)"
        return Layout(
            cells={name: f"c{at}" for name, at in binding.cells.items()},
            unknown={name: f"c{at}" for name, at in binding.unknown.items()},
            missing=binding.missing,
            line_number=line_number,
            ignorable=ignorable,
            relation=relation,
        )

    def account(self, last: int, bad: Sequence[Record]) -> Account:
        """Give account of the file when its last record has the number `last`."""
        footers = _footers(self.contract, bad, self.header.delimiter, last)
        return Account(
            rows_read=last - self.contract.has_header,
            ignored=max(self.header.number - 1, 0) + len(footers),
            quarantined=tuple(
                BadRow(record.number, record.text, _reason(record, self.header))
                for record in bad
                if record.number not in footers
            ),
            raw_texts=partial(raw_texts, self.path, self.header.delimiter),
        )


def read_csv(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    content: Content,
    shape: Shape,
    rivals: Sequence[Contract],
    scratch: Path,
) -> Opened:
    """Read a delimited file.

    In bulk first, straight into the raw table. Where that trips (mixed line ends, a stray quote,
    broken encoding), a row is ignorable or lacks its key, or the reader's rows and the
    independent count do not agree, the file is read record by record instead, and only what
    cannot be right is set aside.
    """
    file = _File(contract, content.path, find_header(contract, content.path, rivals))
    with_care = partial(_read_by_record, connection, file, scratch)
    if shape.newline is None:
        return with_care
    header = file.header
    relation = columns_relation(file.cells, header.delimiter, header.line, shape.newline)
    return DirectIntake(
        file.layout(relation), file.path, partial(_settle, file, shape), otherwise=with_care
    )


def _settle(file: _File, shape: Shape, landed: int, rejects: list[Reject]) -> Settled | None:
    """Account for rows inserted in bulk; None where one got lost or lines were torn."""
    first = file.header.number
    bad = {line: text for line, text, _ in rejects}
    torn = any(
        error not in _PLAIN_ERRORS or re.search(r"[\r\n]", text) for _, text, error in rejects
    )
    if torn or (bad and shape.blank_lines) or landed + len(bad) != shape.records - first:
        return None
    stretches = {0: first + 1}
    for order, line in enumerate(sorted(bad), start=1):
        stretches[line - first - order] = line + 1
    if len(stretches) > _STRETCH_LIMIT:
        return None
    account = file.account(
        shape.records, [Record(line, line, text.encode()) for line, text in sorted(bad.items())]
    )
    return Settled(account, tuple(stretches.items()))


def _read_by_record(connection: duckdb.DuckDBPyConnection, file: _File, scratch: Path) -> Intake:
    """Write the records that are whole to a clean file, numbered, and read that in bulk."""
    header = file.header
    width, mark = header.binding.width, header.delimiter.encode()
    clean = scratch_file(scratch)
    bad: list[Record] = []
    whole = last = 0
    try:
        with mapped(file.path) as text, clean.open("wb") as out:
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
        loaded = load_columns(connection, clean, ["n", *file.cells], header.delimiter)
    except duckdb.InvalidInputException as error:
        raise out_of_balance() from error
    finally:
        clean.unlink(missing_ok=True)
    if take_rejects(connection) or loaded != whole:
        raise out_of_balance()
    return Intake(file.layout(line_number="cast(n as bigint)"), file.account(last, bad))


def _footers(contract: Contract, bad: Sequence[Record], delimiter: str, last: int) -> set[int]:
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
