"""Content: a delivered file's bytes as plain UTF-8 on disk, hashed and counted on the way."""

import codecs
import gzip
import hashlib
import mmap
import os
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import numpy as np

from weft.errors import WeftError
from weft.landing.delivery import DeliveredFile

CHUNK = 1 << 20
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
PYTHON_ENCODINGS = {"windows-1252": "cp1252", "latin-1": "latin-1", "utf-16": "utf-16"}
_RECORD_TOKEN = re.compile(rb'"[^"]*+(?:"|\Z)|\r\n|\n|\r')
_LINE_TOKEN = re.compile(rb"\r\n|\n|\r")


class RefusedFileError(WeftError):
    """A whole file that cannot land; the others go on."""


class EmptyFileError(WeftError):
    """A file with nothing in it, not even a header."""


@dataclass(frozen=True)
class Limits:
    """How far an archive may unfold before it is taken for a bomb."""

    expanded_bytes: int = 20 << 30
    expansion_ratio: int = 300
    ratio_free_bytes: int = 256 << 20

    @classmethod
    def from_environment(cls) -> "Limits":
        """Take the cap on unfolded bytes from WEFT_MAX_EXPANDED_BYTES, where it is set."""
        cap = os.environ.get("WEFT_MAX_EXPANDED_BYTES")
        return cls(expanded_bytes=int(cap)) if cap else cls()


@dataclass(frozen=True)
class Shape:
    """What a text file is made of, found without parsing it.

    records: lines, or records where quotes may hold line ends; blank lines are not counted.
    newline: the one line end in use outside quotes, or None where several are mixed.
    all_closed: every line ends in a brace, as JSON objects do; False also where nobody looked.
    """

    records: int
    newline: str | None
    blank_lines: int = 0
    all_closed: bool = False


@dataclass(frozen=True)
class Content:
    """A delivered file ready for its reader. `content_hash` is of the unpacked bytes."""

    path: Path
    content_hash: str
    size: int
    is_scratch: bool

    def discard(self) -> None:
        """Remove the scratch copy, where there is one."""
        if self.is_scratch:
            self.path.unlink(missing_ok=True)


def fetch(file: DeliveredFile, scratch: Path, limits: Limits) -> Content:
    """Unpack where needed and hash.

    Errors: RefusedFileError when an archive is truncated, corrupt or unfolds beyond the limits.
    """
    is_gzip = file.path.lower().endswith(".gz")
    digest = hashlib.sha256()
    if file.member is None and not is_gzip:
        with file.location.open("rb") as stream:
            hashed = hashlib.file_digest(stream, "sha256")
        return Content(file.location, hashed.hexdigest(), file.size, is_scratch=False)
    unpacked = scratch_file(scratch)
    size = 0
    packed_size = max(file.location.stat().st_size, 1)
    try:
        with _unpacking(file, is_gzip) as stream, unpacked.open("wb") as out:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                _check_expansion(size, packed_size, limits)
                digest.update(chunk)
                out.write(chunk)
    except (
        EOFError,
        zlib.error,
        gzip.BadGzipFile,
        zipfile.BadZipFile,
        NotImplementedError,
    ) as error:
        unpacked.unlink(missing_ok=True)
        raise RefusedFileError(
            f"the archive is truncated or damaged ({error})", "Fetch the file again."
        ) from error
    except RefusedFileError:
        unpacked.unlink(missing_ok=True)
        raise
    return Content(unpacked, digest.hexdigest(), size, is_scratch=True)


def to_utf8(content: Content, encoding: str, scratch: Path) -> Content:
    """Give the content as UTF-8 without a byte order mark; a mark overrides the encoding.

    Windows-1252 keeps the five bytes it does not define as control characters, so nothing is
    lost. Errors: RefusedFileError when the bytes are not in the encoding.
    """
    with content.path.open("rb") as stream:
        start = stream.read(4)
    marked = next((name for mark, name in BYTE_ORDER_MARKS if start.startswith(mark)), None)
    if marked is None and (encoding == "utf-8" or is_ascii(content.path)):
        return content
    source_encoding = marked or PYTHON_ENCODINGS[encoding]
    recoded = scratch_file(scratch)
    errors = "undefined_as_control" if source_encoding == "cp1252" else "strict"
    if source_encoding == "utf-8-sig":
        _copy_without_mark(content.path, recoded)
    else:
        _recode(content.path, recoded, source_encoding, errors)
    content.discard()
    return Content(recoded, content.content_hash, content.size, is_scratch=True)


def scratch_file(folder: Path) -> Path:
    """Make an empty file of our own, readable by its owner only."""
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    return Path(name)


def is_ascii(path: Path) -> bool:
    """Tell whether every byte of the file means the same in all our encodings."""
    with path.open("rb") as stream:
        return all(chunk.isascii() for chunk in _chunks(stream))


def measure(path: Path, quoted: bool) -> Shape:
    """Count the records of a text file, blank lines left out.

    With `quoted`, line ends between double quotes do not count. The count is independent of the
    reader, so that the two can be held against each other. One fast pass; a second, exact one
    where line ends may be mixed or lines may be blank.
    """
    line_feeds = carriage_returns = pairs = ends = closed = 0
    inside = False
    last = b"\n"
    with path.open("rb") as stream:
        for chunk in _chunks(stream):
            codes = np.frombuffer(chunk, np.uint8)
            line_ends = np.flatnonzero(codes == ord("\n"))
            is_blank = (np.diff(line_ends) == 1).any()
            if is_blank or (last == b"\n" and chunk[:1] in b"\r\n"):
                return _measure_exactly(path, quoted)
            line_feeds += len(line_ends)
            if b"\r" in chunk or last == b"\r":
                if b"\n\r" in chunk or b"\r\r" in chunk:
                    return _measure_exactly(path, quoted)
                carriage_returns += chunk.count(b"\r")
                pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
            if quoted:
                quotes = np.flatnonzero(codes == ord('"'))
                quotes_before = np.searchsorted(quotes, line_ends) + inside
                ends += len(line_ends) - int(np.count_nonzero(quotes_before % 2))
                inside ^= len(quotes) % 2 == 1
            else:
                closed += int(np.count_nonzero(codes[line_ends[line_ends > 0] - 1] == ord("}")))
                closed += chunk.count(b"}\r\n") if carriage_returns else 0
            last = chunk[-1:]
    if carriage_returns and not carriage_returns == pairs == line_feeds:
        return _measure_exactly(path, quoted)
    unfinished = inside or last != b"\n"
    records = (ends if quoted else line_feeds) + unfinished
    newline = "\r\n" if carriage_returns else "\n"
    return Shape(records, newline, all_closed=closed + (last == b"}") == records)


def _measure_exactly(path: Path, quoted: bool) -> Shape:
    token = _RECORD_TOKEN if quoted else _LINE_TOKEN
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as text:
        records, blank_lines, newlines = 0, 0, set()
        line_start = 0
        for found in token.finditer(text):
            if text[found.start()] == 0x22:
                continue
            newlines.add(found.group())
            if found.start() == line_start:
                blank_lines += 1
            else:
                records += 1
            line_start = found.end()
        records += line_start < len(text)
    if len(newlines) > 1:
        return Shape(records, None, blank_lines)
    return Shape(records, newlines.pop().decode() if newlines else "\n", blank_lines)


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


@contextmanager
def _unpacking(file: DeliveredFile, is_gzip: bool) -> Iterator[IO[bytes]]:
    with ExitStack() as stack:
        if file.member is None:
            yield cast(IO[bytes], stack.enter_context(gzip.open(file.location)))
            return
        archive = stack.enter_context(zipfile.ZipFile(file.location))
        member = stack.enter_context(archive.open(file.member))
        yield cast(IO[bytes], stack.enter_context(gzip.open(member))) if is_gzip else member


def _check_expansion(size: int, packed_size: int, limits: Limits) -> None:
    too_large = size > limits.expanded_bytes
    too_dense = size > limits.ratio_free_bytes and size > packed_size * limits.expansion_ratio
    if too_large or too_dense:
        raise RefusedFileError(
            f"the archive unfolds to more than {size:,} bytes",
            "If it is what it claims to be, raise WEFT_MAX_EXPANDED_BYTES.",
        )


def _copy_without_mark(source: Path, target: Path) -> None:
    with source.open("rb") as stream, target.open("wb") as out:
        stream.seek(len(codecs.BOM_UTF8))
        shutil.copyfileobj(stream, out, CHUNK)


def _recode(source: Path, target: Path, encoding: str, errors: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    try:
        with source.open("rb") as stream, target.open("wb") as out:
            for chunk in _chunks(stream):
                out.write(decoder.decode(chunk).encode("utf-8", "surrogatepass"))
            out.write(decoder.decode(b"", final=True).encode("utf-8"))
    except UnicodeError as error:
        target.unlink(missing_ok=True)
        raise RefusedFileError(
            f"the file cannot be read as {encoding}",
            "Correct `encoding` in the contract, or ask for the file in that encoding.",
        ) from error


def _undefined_as_control(error: UnicodeError) -> tuple[str, int]:
    """Decode a byte that Windows-1252 leaves undefined as the control character of its number."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("undefined_as_control", _undefined_as_control)
