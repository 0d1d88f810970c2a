"""Line by line formats: web logs and fixed-width files, read as one column and cut up in SQL."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from weft.landing.content import Content, RefusedFileError, Shape
from weft.landing.contracts import Contract
from weft.landing.intake import (
    INCOMING,
    PATH,
    Account,
    BadRow,
    DirectIntake,
    Intake,
    Layout,
    Opened,
)
from weft.landing.readers.bulk import columns_relation, load_rows, settle_whole
from weft.landing.records import LINE_END, RECORD_LIMIT, mapped
from weft.sql import quote_literal

COMBINED_LOG = (
    r'^(\S+) (\S+) (\S+) \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)'
    r'(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?'
)
_NO_DELIMITER = "\x01"


@dataclass(frozen=True)
class _Cut:
    """How lines are cut up: `parts` and `cells` are SQL over `line` and over those parts.

    `unfit` is the condition of a line that cannot be cut, `reason` what to say about it.
    """

    parts: str
    cells: dict[str, str]
    unfit: str
    reason: str


def read_weblog(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    content: Content,
    shape: Shape,
    scratch: Path,
) -> Opened:
    """Read an access log; the groups of the line pattern are the contract's columns in order."""
    names = [f"g{at}" for at in range(len(contract.columns))]
    pattern = quote_literal(f"({contract.line_pattern or COMBINED_LOG})")
    cut = _Cut(
        parts=f"regexp_extract(line, {pattern}, {['whole', *names]})",
        cells={
            column.name: f"nullif(part.{name}, '')"
            for column, name in zip(contract.columns, names, strict=True)
        },
        unfit="part.whole = ''",
        reason="not a line of this log",
    )
    return _read(connection, contract, content.path, shape, scratch, cut)


def read_fixed_width(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    content: Content,
    shape: Shape,
    scratch: Path,
) -> Opened:
    """Read a fixed-width file; a line of another length than the contract's is no row."""
    length = contract.line_length or max(
        (column.start or 1) + (column.length or 0) - 1 for column in contract.columns
    )
    cut = _Cut(
        parts="length(line)",
        cells={
            column.name: f"nullif(rtrim(substr(line, {column.start}, {column.length})), '')"
            for column in contract.columns
        },
        unfit=f"part <> {length}",
        reason=f"not {length} characters long",
    )
    return _read(connection, contract, content.path, shape, scratch, cut)


def raw_lines(path: Path, numbers: Collection[int], count_blank: bool = True) -> dict[int, str]:
    """Give the text of the lines with these numbers."""
    wanted = set(numbers)
    return {
        number: raw.decode("utf-8", "backslashreplace")
        for number, raw in iterate_lines(path, count_blank)
        if number in wanted
    }


def iterate_lines(path: Path, count_blank: bool = True) -> Iterator[tuple[int, bytes]]:
    """Yield number and bytes of the lines that are not blank, whatever the line ends."""
    with mapped(path) as text:
        position, number, size = 0, 0, len(text)
        while position < size:
            found = LINE_END.search(text, position)
            assert found is not None, "the expression also fits the end of the file"
            blank = found.start() == position
            number += count_blank or not blank
            if not blank:
                yield number, text[position : min(found.start(), position + RECORD_LIMIT)]
            position = found.end()


def _read(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    path: Path,
    shape: Shape,
    scratch: Path,
    cut: _Cut,
) -> Opened:
    """Let the lines go straight into the raw table if all of them fit; else sort them first."""
    ignorable = "line is null"
    if contract.ignore_rows:
        ignorable += f" or regexp_matches(line, {quote_literal(contract.ignore_rows)})"
    with_care = partial(_read_with_care, connection, contract, path, shape, scratch, cut, ignorable)
    if shape.newline is None or shape.blank_lines:
        return with_care
    call = columns_relation(["line"], _NO_DELIMITER, 0, shape.newline, quote="")
    layout = Layout(
        cells=cut.cells,
        ignorable=ignorable,
        unfit=cut.unfit,
        relation=f"(select {PATH}, line, {cut.parts} as part from {call})",
    )
    return DirectIntake(layout, path, partial(settle_whole, shape), with_care)


def _read_with_care(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    path: Path,
    shape: Shape,
    scratch: Path,
    cut: _Cut,
    ignorable: str,
) -> Intake:
    """Read line by line, and set aside what is no text or cannot be cut."""
    bad: list[BadRow] = []
    load_rows(connection, _readable(path, bad), 2, scratch)
    connection.execute(
        f"create or replace temp table {INCOMING} as select line, number, {cut.parts} as part "
        f"from (select c1 as line, cast(c0 as bigint) as number from {INCOMING})"
    )
    misfits = connection.execute(
        f"select number, line from {INCOMING} where not ({ignorable}) and ({cut.unfit})"
    ).fetchall()
    quarantined = [*bad, *(BadRow(number, text, cut.reason) for number, text in misfits)]
    if len(quarantined) == shape.records:
        raise RefusedFileError(
            f"no line fits {contract.name} ({contract.place()}): {quarantined[0].reason}",
            "Move the file to the folder of its source, or correct the contract.",
        )
    return Intake(
        Layout(cells=cut.cells, line_number="number", ignorable=ignorable, unfit=cut.unfit),
        Account(
            rows_read=shape.records,
            quarantined=tuple(quarantined),
            raw_texts=partial(raw_lines, path),
        ),
    )


def _readable(path: Path, bad: list[BadRow]) -> Iterator[Sequence[object]]:
    """Yield the lines that are text; add the others to `bad`."""
    for number, raw in iterate_lines(path):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            shown = raw.decode("utf-8", "backslashreplace")
            bad.append(BadRow(number, shown, "not valid UTF-8"))
            continue
        if len(raw) >= RECORD_LIMIT:
            bad.append(BadRow(number, text, "longer than a line may be"))
        else:
            yield number, text
