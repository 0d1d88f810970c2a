"""Preparing files ahead: unpacking, hashing and counting while files before are loaded."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from weft.landing.content import (
    Content,
    EmptyFileError,
    Limits,
    RefusedFileError,
    Shape,
    fetch,
    measure,
    to_utf8,
)
from weft.landing.contracts import Contract, ReaderKind
from weft.landing.delivery import DeliveredFile

_QUOTED = (ReaderKind.CSV, ReaderKind.ZOOM)
_BINARY = (ReaderKind.PARQUET, ReaderKind.XML)
_AHEAD_BYTES = 8 << 20
_AHEAD_FILES = 100
_NO_SHAPE = Shape(0, None)


@dataclass(frozen=True)
class Claimed:
    """A delivered file and the contract it is for; `name` is the path it was claimed by."""

    file: DeliveredFile
    contract: Contract | None
    name: str


@dataclass(frozen=True)
class Prepared:
    """A file ready for its reader, or why it cannot be (`trouble`).

    `content` is None where not even its bytes could be had; `shape` is empty for a file that is
    known, and for readers that count otherwise.
    """

    claimed: Claimed
    content: Content | None = None
    shape: Shape = _NO_SHAPE
    trouble: Exception | None = None


def prepare_ahead(
    files: Iterable[Claimed], prepare: Callable[[Claimed], Prepared]
) -> Generator[Prepared, None, None]:
    """Yield the files prepared, in order, those behind while the ones in front are worked on.

    At least one is prepared ahead, and more of them while they are few and small.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="prepare") as worker:
        ahead: deque[tuple[int, Future[Prepared]]] = deque()
        held = 0
        try:
            for claimed in files:
                ahead.append((claimed.file.size, worker.submit(prepare, claimed)))
                held += claimed.file.size
                while len(ahead) > 1 and (held > _AHEAD_BYTES or len(ahead) > _AHEAD_FILES):
                    size, first = ahead.popleft()
                    held -= size
                    yield first.result()
            while ahead:
                yield ahead.popleft()[1].result()
        finally:
            worker.shutdown(cancel_futures=True)


def prepare(
    claimed: Claimed,
    scratch: Path,
    limits: Limits,
    is_known: Callable[[str, str, str], bool],
) -> Prepared:
    """Unpack, hash, recode and count a file; what goes wrong is handed on, not raised."""
    content: Content | None = None
    file, contract = claimed.file, claimed.contract
    try:
        if file.trouble:
            raise RefusedFileError(file.trouble, "Fetch the file again, or take it away.")
        if contract is None:
            raise RefusedFileError(
                "no contract claims this path",
                "Move it to its source's folder, write a contract, or take it away.",
            )
        content = fetch(file, scratch, limits)
        if is_known(file.path, content.content_hash, contract.name):
            return Prepared(claimed, content)
        if content.size == 0:
            raise EmptyFileError("the file is empty")
        if contract.reader is ReaderKind.PARQUET:
            return Prepared(claimed, content)
        declares_its_own = contract.reader is ReaderKind.XML
        content = to_utf8(content, "utf-8" if declares_its_own else contract.encoding, scratch)
        if content.path.stat().st_size == 0:
            raise EmptyFileError("the file holds nothing but a byte order mark")
        if contract.reader in _BINARY:
            return Prepared(claimed, content)
        shape = measure(content.path, quoted=contract.reader in _QUOTED)
        if shape.records == 0:
            raise EmptyFileError("the file holds nothing but blank lines")
        return Prepared(claimed, content, shape)
    except (RefusedFileError, EmptyFileError, OSError) as error:
        return Prepared(claimed, content, trouble=error)
