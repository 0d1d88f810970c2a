"""Delivered files as they lie: finding them again, and taking records out of them."""

import codecs
import gzip
import hashlib
import os
import tempfile
import zipfile
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from weft.disk import sync
from weft.errors import WeftError
from weft.landing.content import BYTE_ORDER_MARKS, PYTHON_ENCODINGS, Limits, fetch, scratch_file
from weft.landing.contracts import Contract, ReaderKind
from weft.landing.delivery import DeliveredFile, files_at
from weft.landing.readers.csv_header import find_header
from weft.landing.records import LINE_END, iterate_records
from weft.settings import PROJECT_ROOT

# Formats in which a record is a stretch of text that others do not depend on.
_BY_RECORD = (ReaderKind.CSV, ReaderKind.NDJSON, ReaderKind.WEBLOG, ReaderKind.FIXED_WIDTH)
_LARGEST = 1 << 30


@dataclass(frozen=True)
class LandedFile:
    """A file of the landing ledger; `rows_file_id` is the file whose rows it stands for."""

    file_id: int
    path: str
    content_hash: str
    contract: str
    rows_file_id: int


def landed_files(connection: duckdb.DuckDBPyConnection) -> list[LandedFile]:
    """Give every file whose rows landed, each delivery of it."""
    rows = connection.execute(
        "select file_id, path, content_hash, source_name || '.' || table_name, rows_file_id "
        "from landing.files where status in ('landed', 'skipped') order by file_id"
    ).fetchall()
    return [LandedFile(*row) for row in rows]


def delivery_folders(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Give every folder that was ever landed from, newest first."""
    rows = connection.execute(
        "select from_dir from landing.batches group by from_dir order by max(started_at) desc"
    ).fetchall()
    return [folder for (folder,) in rows]


def lying_at(folders: Iterable[str], path: str) -> Iterator[DeliveredFile]:
    """Give the places where a path of the ledger lies, a member of a zip among them."""
    seen = set()
    for root in (base / folder for folder in folders for base in (Path(), PROJECT_ROOT)):
        for location in (root / path, *(root / path).parents):
            if location.is_file() and location.resolve() not in seen:
                seen.add(location.resolve())
                for file in files_at(root, location, date.min):
                    if file.path == path and not file.trouble:
                        yield file
                break


def remove_records(
    file: DeliveredFile,
    landed: LandedFile,
    contract: Contract,
    rivals: Collection[Contract],
    numbers: Collection[int],
) -> str | None:
    """Write a file anew without these records; give the hash of its content, None if unsafe.

    Safe is what can be cut by records, is still as it landed, and comes out byte for byte the same
    when nothing is taken out.
    """
    if contract.reader not in _BY_RECORD or file.size > _LARGEST:
        return None
    with TemporaryDirectory(prefix="weft-") as folder, suppress(WeftError, OSError, UnicodeError):
        content = fetch(file, Path(folder), Limits.from_environment())
        if content.content_hash != landed.content_hash:
            return None
        data = content.path.read_bytes()
        mark, encoding = _encoding(data, contract)
        text = data[len(mark) :].decode(encoding).encode("utf-8")
        plain = scratch_file(Path(folder))
        plain.write_bytes(text)
        delimiter = width = None
        if contract.reader is ReaderKind.CSV:
            header = find_header(contract, plain, [*rivals])
            delimiter, width = header.delimiter, header.binding.width
        records = [*_records(text, delimiter, width)]
        if mark + _encoded(text, records, encoding) != data:
            return None
        kept = mark + _encoded(
            text, [record for record in records if record[0] not in numbers], encoding
        )
        _put(file, kept)
        return hashlib.sha256(kept).hexdigest()
    return None


def renumbered(line: int, removed: Collection[int]) -> int:
    """Give the number of a record after others were taken out."""
    return line - bisect_left(sorted(removed), line)


def _encoding(data: bytes, contract: Contract) -> tuple[bytes, str]:
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            wide = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
            return mark, wide.get(mark, name.removesuffix("-sig"))
    return b"", PYTHON_ENCODINGS.get(contract.encoding, contract.encoding)


def _encoded(text: bytes, records: Collection[tuple[int, int, int]], encoding: str) -> bytes:
    kept = b"".join(text[begin:end] for _, begin, end in records)
    return kept.decode("utf-8").encode(encoding)


def _records(
    text: bytes, delimiter: str | None, width: int | None
) -> Iterator[tuple[int, int, int]]:
    """Give number, begin and end of each record, its line end and blank lines before it with it."""
    begin = position = number = 0
    if delimiter is not None:
        for record in iterate_records(text, delimiter, width):
            end = text.index(record.raw, position) + len(record.raw)
            end = _line_end(text, end)
            yield record.number, begin, end
            begin = position = end
    else:
        while position < len(text):
            found = LINE_END.search(text, position)
            assert found is not None, "the expression also fits the end of the file"
            is_blank, position = found.start() == position, found.end()
            if not is_blank:
                number += 1
                yield number, begin, position
                begin = position
    if begin < len(text):
        yield 0, begin, len(text)


def _line_end(text: bytes, position: int) -> int:
    found = LINE_END.match(text, position)
    return found.end() if found else position


def _put(file: DeliveredFile, kept: bytes) -> None:
    """Put the content in the place of the file's, packed as it was, with the file's own times."""
    packed = gzip.compress(kept, mtime=0) if file.path.lower().endswith(".gz") else kept
    if file.member is not None:
        out = BytesIO()
        with zipfile.ZipFile(file.location) as old, zipfile.ZipFile(out, "w") as new:
            for info in old.infolist():
                new.writestr(info, packed if info.filename == file.member else old.read(info))
        packed = out.getvalue()
    state = file.location.stat()
    handle, name = tempfile.mkstemp(dir=file.location.parent, prefix=".weft-")
    with os.fdopen(handle, "wb") as fresh:
        fresh.write(packed)
    Path(name).chmod(state.st_mode)
    os.utime(name, ns=(state.st_atime_ns, state.st_mtime_ns))
    sync(Path(name))
    Path(name).replace(file.location)
    sync(file.location.parent)
