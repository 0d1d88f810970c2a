"""Writing extracts: rows become lines of dated files, in bulk, and always the same bytes."""

import codecs
import hashlib
import io
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO, Literal

import duckdb
from isal import isal_zlib

# Rows sorted and held at a time; a file never spans two slices, so neither does a sort.
ROWS_AT_ONCE = 1_000_000
# Rows taken from the database at a time: few, so that their memory is used again and again.
BATCH_ROWS = 4_096
# Compressed at a time: in which pieces text comes must not show in the bytes.
BLOCK_BYTES = 1 << 20
# The earliest date a zip entry can carry, so that no clock gets into the bytes.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)

Column = tuple[str, str]
HeadOrTail = Callable[[str, int], str]


@dataclass(frozen=True)
class Layout:
    """How the lines of a file look.

    `quote`: `minimal` quotes cells that need it, `all` every cell, `none` no cell ever.
    `encoding`: a Python codec; characters it does not have become `?`.
    """

    delimiter: str = ","
    quote: Literal["minimal", "all", "none"] = "minimal"
    newline: str = "\n"
    encoding: str = "utf-8"
    bom: bool = False
    header: bool = True

    def joined(self, count: int) -> str:
        """Give the SQL of the text columns c0, c1, … one after the other, chr(31) between them."""
        return f"concat({', chr(31), '.join(f'c{place}' for place in range(count))}, '')"

    def line(self, count: int) -> str:
        """Give the SQL of a line, its end included, made of those columns and _joined.

        Few rows hold anything to quote; the others are looked through once, not cell by cell.
        """
        delimiter, newline = _literal(self.delimiter), _literal(self.newline)
        if self.quote == "none":
            return f"replace(_joined, chr(31), {delimiter}) || {newline}"
        if self.quote == "all":
            marks, cell, between, ends = (
                ["'\"'"],
                "quoted_cell({})",
                f"'\"{self.delimiter}\"'",
                "'\"'",
            )
        else:
            marks = [delimiter, "'\"'", "chr(10)", "chr(13)"]
            cell, between, ends = f"cell({{}}, {delimiter})", delimiter, "''"
        quoted = f" || {delimiter} || ".join(cell.format(f"c{place}") for place in range(count))
        return (
            f"case when {' or '.join(f'contains(_joined, {mark})' for mark in marks)} "
            f"then {quoted} || {newline} "
            f"else {ends} || replace(_joined, chr(31), {between}) || {ends} || {newline} end"
        )

    def header_line(self, columns: Sequence[Column]) -> str:
        """Give the header line as text."""
        quote_all = self.quote == "all"
        return (
            self.delimiter.join(_cell(name, self.delimiter, quote_all) for name, _ in columns)
            + self.newline
        )


class Extracts:
    """The folder of extracts, and what has been written to it."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, folder: Path, seed: int, bom: float = 0.0
    ) -> None:
        """Write under `folder`, with rows taken from `connection`.

        `bom`: share of the delimited files in UTF-8 that begin with a byte order mark, beside
        those whose layout always has one.
        """
        self.connection = connection
        self.folder = folder
        self.seed = seed
        self.bom = bom
        self.rows: dict[str, int] = {}
        self.broken: dict[str, int] = {}
        row = connection.execute("select current_setting('threads')").fetchone()
        assert row is not None
        self.threads = int(row[0])

    def write(
        self,
        table: str,
        columns: Sequence[Column],
        *,
        path: str,
        order_by: str,
        slice_by: str = "delivered_on",
        where: str = "true",
        layout: Layout | None = None,
        head: HeadOrTail | None = None,
        tail: HeadOrTail | None = None,
        break_by: str | None = None,
    ) -> None:
        """Write the rows of `table` as delimited files.

        `columns`: pairs of header and SQL expression (null gives an empty cell). `path`: SQL of the
        file's path under the folder; all rows of a file have one value of `slice_by`. `order_by`:
        SQL that orders the rows of a file totally. `head` and `tail` give text before the header
        and after the last row from the path and the number of rows. `break_by`: SQL of a key;
        by rate, a cut or overlong copy of a row is put after it.
        """
        layout = layout or Layout()
        texts = ", ".join(f"({text})::varchar as c{n}" for n, (_, text) in enumerate(columns))
        # Each step reads the columns of the one before, so that nothing is worked out twice.
        cells = f"(select *, {texts}, {break_by or 'null'} as _key from {table})"
        joined = f"(select *, {layout.joined(len(columns))} as _joined from {cells})"
        lines = f"(select *, {layout.line(len(columns))} as _line from {joined})"
        line, breaks = "_line", "false"
        if break_by is not None:
            marks = f"{_literal(layout.delimiter)}, {_literal(layout.newline)}"
            line = f"with_broken(_line, {marks}, _key)"
            breaks = "gets_broken(_key) and not contains(_line, '\"')"

        def opening(name: str, rows: int) -> str:
            """Put what comes before the header, and the header."""
            before = head(name, rows) if head else ""
            return before + (layout.header_line(columns) if layout.header else "")

        self.write_lines(
            lines,
            line,
            path=path,
            order_by=order_by,
            slice_by=slice_by,
            where=where,
            breaks=breaks,
            encoding=layout.encoding,
            bom=1.0 if layout.bom else self.bom if _is_utf_8(layout.encoding) else 0.0,
            head=opening,
            tail=tail,
        )

    def write_lines(
        self,
        table: str,
        line: str,
        *,
        path: str,
        order_by: str | None,
        slice_by: str = "delivered_on",
        where: str = "true",
        within: str | None = None,
        rows_at_once: int | None = None,
        breaks: str = "false",
        encoding: str = "utf-8",
        bom: float = 0.0,
        head: HeadOrTail | None = None,
        tail: HeadOrTail | None = None,
    ) -> None:
        """Write the rows of `table` as lines of files; `line` is SQL of a line with its end.

        `bom`: share of the files that begin with a byte order mark.
        `within`: a table macro that gives the rows between two values of `slice_by`, for rows so
        wide that they are only made slice by slice; `table` then is what the slices are cut from.
        `order_by`: None where they come nearly in the order of a column `position`, file by file:
        putting right what is not costs nothing, and sorting wide lines more than making them.
        `rows_at_once`: how many rows a slice has about, if not ROWS_AT_ONCE.
        `breaks`: SQL, true for a row whose `line` holds a broken one besides. The rest is as in
        `write`.
        """
        look = _Look(
            self.folder, encoding, lambda name: self._draw(f"bom|{name}") < bom, head, tail
        )
        # Which file comes first is of no matter, and numbers sort faster than paths.
        order = f"order by hash({path}), {order_by}" if order_by else ""
        position = "" if order_by else ", position"
        variables = self._keep_variables()

        def write_slice(bounds: tuple[str, str]) -> list[_File]:
            first, last = bounds
            rows = f"{table} where {slice_by} between {first} and {last} and"
            if within is not None:
                rows = f"{within}({first}, {last}) where"
            with self._cursor(variables) as cursor:
                reader = cursor.execute(
                    f"select {path} as _path, {line} as _text, ({breaks})::utinyint as _broken"
                    f"{position} from {rows} ({where}) {order}"
                ).to_arrow_reader(BATCH_ROWS)
                return [look.write(file) for file in _files(reader if order else _in_order(reader))]

        # No file spans two slices, so any number of threads may write, each its slice.
        with ThreadPoolExecutor(self.threads) as pool:
            slices = self._slices(table, slice_by, where, rows_at_once)
            for files in pool.map(write_slice, slices):
                for file in files:
                    self._count(file)

    def _keep_variables(self) -> list[str]:
        """Put the variables that macros ask for where other connections find them."""
        found = self.connection.execute("select name from duckdb_variables() order by name")
        names = [name for (name,) in found.fetchall()]
        values = ", ".join(f"getvariable('{name}') as {name}" for name in names)
        self.connection.execute(f"create or replace table variable as select {values}")
        return names

    def _cursor(self, variables: Sequence[str]) -> duckdb.DuckDBPyConnection:
        """Open another connection to the world, with those variables."""
        cursor = self.connection.cursor()
        for name in variables:
            cursor.execute(f"set variable {name} = (select {name} from variable)")
        return cursor

    def _count(self, file: "_File") -> None:
        """Keep how many rows a file holds, and how many broken ones."""
        self.rows[file.name] = self.rows.get(file.name, 0) + file.rows
        if file.broken:
            self.broken[file.name] = self.broken.get(file.name, 0) + file.broken

    def write_empty(self, name: str, text: str = "") -> None:
        """Write a file without rows: a header only, or nothing at all."""
        self.write_bytes(name, text.encode())

    def write_bytes(self, name: str, content: bytes) -> None:
        """Write a file as it is: one that no writer of lines could make."""
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        self.rows[name] = 0

    def redeliver(self, rate: float, deliveries: Sequence[str]) -> list[str]:
        """Put a copy of some files into the delivery after theirs; give their new names."""
        following = dict(pairwise(deliveries))
        copies = []
        for name in sorted(self.rows):
            day, _, rest = name.partition("/")
            if day not in following or self._draw(name) >= rate:
                continue
            copy = self.folder / following[day] / rest
            if not copy.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self.folder / name, copy)
                copies.append(copy.relative_to(self.folder).as_posix())
        return copies

    def _draw(self, question: str) -> float:
        """Give a number from 0 to below 1 that the seed and the question alone decide."""
        digest = hashlib.blake2b(f"{self.seed}|{question}".encode(), digest_size=8).digest()
        return int.from_bytes(digest[:6]) / 2**48

    def _slices(
        self, table: str, slice_by: str, where: str, rows_at_once: int | None
    ) -> Iterator[tuple[str, str]]:
        """Cut the table into pieces of about so many rows; give each one's bounds as SQL."""
        counts = self.connection.execute(
            f"select {slice_by} as slice, count(*) from {table} where {where} group by 1 order by 1"
        ).fetchall()
        pieces: list[tuple[object, object]] = []
        held = 0
        for value, count in counts:
            if pieces and held + count <= (rows_at_once or ROWS_AT_ONCE):
                pieces[-1] = (pieces[-1][0], value)
                held += count
            else:
                pieces.append((value, value))
                held = count
        for first, last in pieces:
            yield _literal(str(first)), _literal(str(last))


@dataclass
class _File:
    """The lines of a file, as pieces of UTF-8, and how many of its rows have a broken copy."""

    name: str
    rows: int = 0
    broken: int = 0
    pieces: list[memoryview] = field(default_factory=list)


@dataclass(frozen=True)
class _Look:
    """How files look around their lines."""

    folder: Path
    encoding: str
    is_marked: Callable[[str], bool]
    head: HeadOrTail | None
    tail: HeadOrTail | None

    def write(self, file: _File) -> _File:
        """Write a file; give it without its lines."""
        sink = _Sink(self.folder / file.name, self.encoding)
        opening = "\ufeff" if self.is_marked(file.name) else ""
        if self.head:
            opening += self.head(file.name, file.rows)
        sink.put(opening.encode())
        for piece in file.pieces:
            sink.put(piece)
        if self.tail:
            sink.put(self.tail(file.name, file.rows).encode())
        sink.close()
        file.pieces.clear()
        return file


class _Sink:
    """A file that takes UTF-8 and writes another encoding, gzip or zip by its name."""

    def __init__(self, target: Path, encoding: str) -> None:
        """Open `target`, making its folders."""
        target.parent.mkdir(parents=True, exist_ok=True)
        self.target = target
        self.recode = None
        if not _is_utf_8(encoding):
            self.recode = codecs.getincrementalencoder(encoding)("replace")
        self.decode = codecs.getincrementaldecoder("utf-8")()
        self.file: BinaryIO = io.BytesIO() if target.suffix == ".zip" else target.open("wb")
        # Window bits 31: a gzip header, which is written without a date.
        self.gzip = isal_zlib.compressobj(1, wbits=31) if target.suffix == ".gz" else None
        self.block = memoryview(bytearray(BLOCK_BYTES if self.gzip else 0))
        self.held = 0

    def put(self, data: bytes | memoryview) -> None:
        """Write UTF-8 text."""
        if self.recode is not None:
            data = self.recode.encode(self.decode.decode(data))
        if self.gzip is None:
            self.file.write(data)
            return
        while data:
            taken = min(len(data), BLOCK_BYTES - self.held)
            self.block[self.held : self.held + taken] = data[:taken]
            self.held += taken
            data = data[taken:]
            if self.held == BLOCK_BYTES:
                self._compress()

    def _compress(self) -> None:
        assert self.gzip, "only what is to be compressed waits in the block"
        self.file.write(self.gzip.compress(self.block[: self.held]))
        self.held = 0

    def close(self) -> None:
        """Write what is left and close."""
        if self.gzip is not None:
            self._compress()
            self.file.write(self.gzip.flush())
        if isinstance(self.file, io.BytesIO):
            entry = zipfile.ZipInfo(self.target.stem, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with zipfile.ZipFile(self.target, "w") as archive:
                archive.writestr(entry, self.file.getvalue())
        self.file.close()


def _in_order(reader: Any) -> Iterator[Any]:
    """Put record batches in the order of their fourth column, in slices as long as they allow."""
    import numpy

    batches = [batch for batch in reader if batch.num_rows]
    if not batches:
        return
    begins = numpy.cumsum([0, *(batch.num_rows for batch in batches)])
    order = numpy.argsort(numpy.concatenate([batch.column(3).to_numpy() for batch in batches]))
    # A slice ends where the next row is another than the one behind, or is in the next batch.
    ends = (numpy.diff(order) != 1) | numpy.isin(order[1:], begins)
    for start, end in pairwise([0, *(numpy.flatnonzero(ends) + 1).tolist(), len(order)]):
        row = int(order[start])
        batch = int(numpy.searchsorted(begins, row, side="right")) - 1
        yield batches[batch].slice(row - int(begins[batch]), end - start)


def _files(reader: Any) -> Iterator[_File]:
    """Cut record batches of (path, text, is broken) into files: runs of rows of one path.

    Arrow keeps the texts of a column end to end, so a run of rows is a slice of its buffer.
    """
    import numpy
    import pyarrow
    import pyarrow.compute

    file: _File | None = None
    for batch in reader:
        if not batch.num_rows:
            continue
        paths = pyarrow.compute.run_end_encode(batch.column(0))
        texts = batch.column(1)
        broken = batch.column(2).to_numpy()
        _, offsets, data = texts.buffers()
        width = numpy.int64 if pyarrow.types.is_large_string(texts.type) else numpy.int32
        bounds = numpy.frombuffer(offsets, dtype=width)[texts.offset :]
        content = memoryview(data).cast("B")
        start = 0
        for name, end in zip(paths.values.to_pylist(), paths.run_ends.to_pylist(), strict=True):
            if file is None or name != file.name:
                if file is not None:
                    yield file
                file = _File(name)
            file.rows += end - start
            file.broken += int(broken[start:end].sum())
            file.pieces.append(content[bounds[start] : bounds[end]])
            start = end
    if file is not None:
        yield file


def _is_utf_8(encoding: str) -> bool:
    """Say whether a codec of any name is plain UTF-8."""
    return codecs.lookup(encoding).name == "utf-8"


def _literal(text: str) -> str:
    """Write a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _cell(text: str, delimiter: str, quote_all: bool) -> str:
    """Write a header cell."""
    if quote_all or any(mark in text for mark in (delimiter, '"', "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text
