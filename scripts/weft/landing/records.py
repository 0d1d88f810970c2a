"""Records of a CSV file, one by one: for headers, and for files the bulk reader trips over.

The bulk reader is fast but loses its way behind a stray quote. Here a record that cannot be
right costs its own physical line only; reading goes on with the next one.
"""

import csv
import mmap
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

RECORD_LIMIT = 1 << 20
_QUOTED = re.compile(rb'"[^"]*+(?:""[^"]*+)*+"')
_LINE_BREAK = re.compile(rb"[\r\n]")
LINE_END = re.compile(rb"\r\n|\n|\r|\Z")


@dataclass(frozen=True)
class Record:
    """A record in file order, numbered from 1; blank lines have no number.

    `line` counts those too, and a record over several lines once. `cells` is the number of its
    cells, 0 where they were not counted; `trouble` says why it cannot be read, else is empty.
    """

    number: int
    line: int
    raw: bytes
    cells: int = 0
    trouble: str = ""

    @property
    def text(self) -> str:
        """The record as text; bytes that are not UTF-8 are shown as escapes."""
        return self.raw.decode("utf-8", "backslashreplace")


@contextmanager
def mapped(path: Path) -> Iterator[mmap.mmap]:
    """Map a file that is not empty into memory, for reading."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as text:
        yield text


def iterate_records(
    text: mmap.mmap | bytes, delimiter: str, width: int | None = None
) -> Iterator[Record]:
    """Yield the records of a CSV file, whatever its line ends.

    With `width`, a record over several lines must have that many cells; else its first line
    counts as broken by a stray quote, and reading resumes with the second.
    """
    record = _record_expression(delimiter)
    position, number, line, size = 0, 0, 0, len(text)
    while position < size:
        end_of_line = LINE_END.search(text, position)
        assert end_of_line is not None, "the expression also fits the end of the file"
        if end_of_line.start() == position:
            position = end_of_line.end()
            line += 1
            continue
        number += 1
        line += 1
        found = record.match(text, position, position + RECORD_LIMIT)
        end = found.end() if found else -1
        good = None
        if found and (end == size or text[end] in b"\r\n"):
            good = _well_formed(number, line, found.group(), delimiter)
            if width and good.cells != width and _LINE_BREAK.search(good.raw):
                good = None
        if good:
            yield good
        else:
            end = end_of_line.start()
            too_long = end - position > RECORD_LIMIT
            trouble = "longer than a record may be" if too_long else "a quote is out of place"
            raw = text[position : min(end, position + RECORD_LIMIT)]
            yield Record(number, line, raw, 0, trouble)
        line_end = LINE_END.match(text, end)
        position = line_end.end() if line_end else end


def raw_texts(path: Path, delimiter: str, numbers: Collection[int]) -> dict[int, str]:
    """Give the raw text of the records with these numbers."""
    wanted = set(numbers)
    texts: dict[int, str] = {}
    with mapped(path) as text:
        for record in iterate_records(text, delimiter):
            if record.number in wanted:
                texts[record.number] = record.text
                if len(texts) == len(wanted):
                    break
    return texts


def split_cells(text: str, delimiter: str) -> list[str]:
    """Split one record into its cells, trimmed."""
    cells: list[str] = next(csv.reader([text], delimiter=delimiter, skipinitialspace=True), [])
    return [cell.strip() for cell in cells]


def _well_formed(number: int, line: int, raw: bytes, delimiter: str) -> Record:
    bare = _QUOTED.sub(b"", raw) if b'"' in raw else raw
    cells = bare.count(delimiter.encode()) + 1
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return Record(number, line, raw, cells, "not valid UTF-8")
    return Record(number, line, raw, cells)


@lru_cache
def _record_expression(delimiter: str) -> re.Pattern[bytes]:
    mark = re.escape(delimiter.encode())
    first = re.escape(delimiter[0].encode())
    cell = rb'(?: *"[^"]*+(?:""[^"]*+)*+" *|(?! *")[^\r\n%s]++|)' % first
    return re.compile(rb"%s(?:%s%s)*+" % (cell, mark, cell))
