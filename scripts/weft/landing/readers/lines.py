"""Line by line formats: web logs and fixed-width files, read as one column and cut up in SQL."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from weft.landing.content import Content, RefusedFileError, Shape
from weft.landing.contracts import Contract
from weft.landing.intake import INCOMING, Account, BadRow, Intake, Layout
from weft.landing.readers.bulk import load_columns, load_rows, take_rejects
from weft.landing.records import LINE_END, RECORD_LIMIT, mapped
from weft.sql import quote_literal

COMBINED_LOG = (
    r'^(\S+) (\S+) (\S+) \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)'
    r'(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?'
)
_NO_DELIMITER = "\x01"


@dataclass(frozen=True)
class _Lines:
    """Lines in `incoming`: where the text and its number stand, and what could not be read."""

    text: str
    number: str
    shape: Shape
    bad: list[BadRow]


def read_weblog(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    content: Content,
    shape: Shape,
    scratch: Path,
) -> Intake:
    """Read an access log; the groups of the line pattern are the contract's columns in order."""
    lines = _read_lines(connection, content.path, shape, scratch)
    names = [f"g{at}" for at in range(len(contract.columns))]
    pattern = f"({contract.line_pattern or COMBINED_LOG})"
    connection.execute(
        f"create or replace temp table {INCOMING} as "
        f"select {lines.text} as line, {lines.number} as number, "
        f"regexp_extract({lines.text}, ?, {['whole', *names]}) as part from {INCOMING}",
        [pattern],
    )
    cells = {
        column.name: f"nullif(part.{name}, '')"
        for column, name in zip(contract.columns, names, strict=True)
    }
    return _intake(
        connection, contract, content, lines, cells, "part.whole = ''", "not a line of this log"
    )


def read_fixed_width(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    content: Content,
    shape: Shape,
    scratch: Path,
) -> Intake:
    """Read a fixed-width file; a line of another length than the contract's is no row."""
    lines = _read_lines(connection, content.path, shape, scratch)
    connection.execute(
        f"create or replace temp table {INCOMING} as "
        f"select {lines.text} as line, {lines.number} as number from {INCOMING}"
    )
    length = contract.line_length or max(
        (column.start or 1) + (column.length or 0) - 1 for column in contract.columns
    )
    cells = {
        column.name: f"nullif(rtrim(substr(line, {column.start}, {column.length})), '')"
        for column in contract.columns
    }
    reason = f"not {length} characters long"
    return _intake(connection, contract, content, lines, cells, f"length(line) <> {length}", reason)


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


def _read_lines(
    connection: duckdb.DuckDBPyConnection, path: Path, shape: Shape, scratch: Path
) -> _Lines:
    """Fill `incoming` with the lines: in bulk, or one by one where the bulk reader trips."""
    if shape.newline is not None:
        try:
            loaded = load_columns(
                connection, path, ["line"], _NO_DELIMITER, 0, shape.newline, quote=""
            )
            rejects = take_rejects(connection)
            if not rejects and loaded == shape.records + shape.blank_lines:
                return _Lines("line", "rowid + 1", shape, [])
        except duckdb.InvalidInputException:
            take_rejects(connection)
    bad: list[BadRow] = []
    load_rows(connection, _readable(path, bad), 2, scratch)
    return _Lines("c1", "cast(c0 as bigint)", shape, bad)


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


def _intake(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    content: Content,
    lines: _Lines,
    cells: dict[str, str],
    unfit: str,
    reason: str,
) -> Intake:
    ignorable = "line is null"
    if contract.ignore_rows:
        ignorable += f" or regexp_matches(line, {quote_literal(contract.ignore_rows)})"
    blank = connection.execute(f"select count(*) from {INCOMING} where line is null").fetchall()
    misfits = connection.execute(
        f"select number, line from {INCOMING} where not ({ignorable}) and ({unfit})"
    ).fetchall()
    quarantined = [*lines.bad, *(BadRow(number, text, reason) for number, text in misfits)]
    if len(quarantined) == lines.shape.records:
        raise RefusedFileError(
            f"no line fits {contract.name} ({contract.place()}): {quarantined[0].reason}",
            "Move the file to the folder of its source, or correct the contract.",
        )
    return Intake(
        Layout(cells=cells, line_number="number", ignorable=ignorable, unfit=unfit),
        Account(
            rows_read=lines.shape.records + int(blank[0][0]),
            quarantined=tuple(quarantined),
            raw_texts=partial(raw_lines, content.path),
        ),
    )
