"""Zoom webinar reports: several tables, each with its own header, in one delimited file."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import duckdb

from weft.landing.binding import distinct_headers, normalise, spellings
from weft.landing.content import Content, RefusedFileError, Shape
from weft.landing.contracts import Contract
from weft.landing.intake import Account, BadRow, Intake, Layout
from weft.landing.readers.bulk import load_rows
from weft.landing.records import Record, iterate_records, mapped, raw_texts, split_cells

SECTION_COLUMN = "section"
_SECTION_TITLE = re.compile(r"(host|panelist|attendee|\w+)_details|(other)_attended")


@dataclass
class _Report:
    """The state of reading: the block of the webinar, and the table we are in."""

    contract: Contract
    block: dict[str, str] = field(default_factory=dict)
    section: str | None = None
    header: list[str] | None = None
    awaits_block: list[str] | None = None
    unknown: dict[str, None] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    ignored: int = 0
    bad: list[BadRow] = field(default_factory=list)


def read_zoom(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    content: Content,
    shape: Shape,
    scratch: Path,
) -> Intake:
    """Read the people of a webinar report, the webinar's own block repeated on each row.

    Titles, headers and the block count as ignored. Hosts and panelists land where the contract
    has a column `section`, else they are ignored. Errors: RefusedFileError without a block.
    """
    delimiter = contract.delimiters[0]
    report = _Report(contract)
    with mapped(content.path) as text:
        rows = list(_rows(report, iterate_records(text, delimiter), delimiter))
    for column in contract.columns:
        if column.required and column.name not in report.seen:
            raise RefusedFileError(
                f"required column '{column.name}' is missing (contract {contract.place(column)})",
                "Ask for the webinar's attendee report; add its header to `headers` if it is one.",
            )
    names = [column.name for column in contract.columns]
    unknown = list(report.unknown)
    laid_out = (
        [number, *(cells.get(name) for name in [*names, *unknown])] for number, cells in rows
    )
    load_rows(connection, laid_out, 1 + len(names) + len(unknown), scratch)
    return Intake(
        Layout(
            cells={name: f"c{at}" for at, name in enumerate(names, start=1)},
            unknown={name: f"c{at}" for at, name in enumerate(unknown, start=1 + len(names))},
            missing=tuple(name for name in names if name not in report.seen),
            line_number="cast(c0 as bigint)",
        ),
        Account(
            rows_read=shape.records,
            ignored=report.ignored,
            quarantined=tuple(report.bad),
            raw_texts=partial(raw_texts, content.path, delimiter),
        ),
    )


def _rows(
    report: _Report, records: Iterator[Record], delimiter: str
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield number and cells by column of every person; all else changes the report's state."""
    has_section = any(column.name == SECTION_COLUMN for column in report.contract.columns)
    for record in records:
        cells = _cells(record, delimiter)
        if record.trouble or cells is None:
            report.bad.append(BadRow(record.number, record.text, record.trouble or "not a record"))
        elif _is_structure(report, cells):
            report.ignored += 1
        elif report.header is None:
            report.bad.append(
                BadRow(record.number, record.text, "stands in no table of the report")
            )
        elif len(cells) > len(report.header):
            reason = f"{len(cells)} cells where the header has {len(report.header)}"
            report.bad.append(BadRow(record.number, record.text, reason))
        elif report.section == "attendee" or has_section:
            row = dict(zip(report.header, cells, strict=False))
            yield record.number, report.block | {SECTION_COLUMN: report.section or ""} | row
        else:
            report.ignored += 1


def _cells(record: Record, delimiter: str) -> list[str] | None:
    """Split a record, without the empty cells that pad it to the width of the widest table."""
    try:
        cells = split_cells(record.text, delimiter)
    except csv.Error:
        return None
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _is_structure(report: _Report, cells: list[str]) -> bool:
    """Take note of a title, a header or a part of the block; tell whether it was one."""
    first = normalise(cells[0]) if cells else ""
    title = _SECTION_TITLE.fullmatch(first)
    if report.awaits_block is not None:
        report.block |= dict(zip(report.awaits_block, cells, strict=False))
        report.awaits_block = None
    elif not cells or (len(cells) == 1 and (title or first.endswith("_report"))):
        report.section = (title.group(1) or title.group(2)) if title else report.section
        report.header = None
    elif first.startswith("report_generated"):
        report.block |= dict(zip(_bind(report, cells[:1]), cells[1:2], strict=False))
    elif report.header is None and report.section:
        report.header = _bind(report, cells)
        report.seen.add(SECTION_COLUMN)
    elif _covers_block(report.contract, cells):
        report.awaits_block = _bind(report, cells)
        report.section = report.header = None
    else:
        return False
    return True


def _covers_block(contract: Contract, cells: Sequence[str]) -> bool:
    required = [column for column in contract.columns if column.required]
    headers = {normalise(cell) for cell in cells}
    return bool(required) and all(not headers.isdisjoint(spellings(column)) for column in required)


def _bind(report: _Report, headers: list[str]) -> list[str]:
    """Name the cells of a header: contract column where one fits, else the header itself."""
    columns: list[str] = []
    for header in distinct_headers(headers):
        bound = (
            column.name
            for column in report.contract.columns
            if normalise(header) in spellings(column) and column.name not in columns
        )
        name = next(bound, None)
        if name is None:
            report.unknown.setdefault(header)
        else:
            report.seen.add(name)
        columns.append(name or header)
    return columns
