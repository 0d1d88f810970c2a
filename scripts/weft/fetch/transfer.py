"""One file from its source into the delivery folder: resumed, checked, and put in place whole."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from weft.errors import WeftError
from weft.fetch.offered import OfferedFile
from weft.fetch.places import Place
from weft.fetch.settings import Delivery
from weft.landing.delivery import has_dated_folder
from weft.pipeline.ledger import Fetch, Ledger, now

CHUNK = 4 << 20


def target_of(delivery: Delivery, file: OfferedFile) -> str:
    """Give the file's path in the delivery folder.

    Below the day of its last change (UTC, not later than today), unless its own folders are dated.
    """
    path = str(delivery.into / file.path)
    if has_dated_folder(path):
        return path
    changed = datetime.fromtimestamp(file.state.modified_ns / 1e9, UTC)
    return f"{min(changed, datetime.now(UTC)):%Y-%m-%d}/{path}"


async def transfer(
    place: Place,
    delivery: Delivery,
    file: OfferedFile,
    folder: Path,
    ledger: Ledger,
    moved_on: Callable[[int], None],
) -> None:
    """Fetch a file; a part of the same state that an earlier fetch left is continued.

    moved_on: is told the number of bytes that came in, or lay there already. Errors: WeftError
    when the file changed meanwhile or is not what its marker says; then nothing of it stays.
    """
    entry = Fetch(
        delivery.name,
        file.path,
        file.state.size,
        file.state.modified_ns,
        target_of(delivery, file),
    )
    target = folder / entry.target
    part = target.with_name(target.name + ".part")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = ledger.fetches_to(entry.target)
    if before[-1:] != [entry]:
        part.unlink(missing_ok=True)
        ledger.record_fetch(entry)
    # For its owner alone, and never through a link that lies there.
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    with os.fdopen(os.open(part, flags, 0o600), "ab") as out:
        size = out.tell()
        moved_on(size)
        while size < file.state.size:
            chunk = await place.read(file.location, size, min(CHUNK, file.state.size - size))
            if not chunk:
                break
            out.write(chunk)
            size += len(chunk)
            moved_on(len(chunk))
        out.flush()
        os.fsync(out.fileno())
    with part.open("rb") as whole:
        sha256 = hashlib.file_digest(whole, "sha256").hexdigest()
    if size != file.state.size or await place.state(file.location) != file.state:
        part.unlink()
        raise WeftError("it changed while it was fetched", "The next fetch tries again.")
    if file.sha256 and sha256 != file.sha256:
        part.unlink()
        raise WeftError("it is not what its checksum says", "Ask for it again.")
    for other in before:
        if other.delivery != delivery.name and other.sha256 not in (None, sha256):
            part.unlink()
            raise WeftError(
                f"delivery {other.delivery} put another file there",
                "Give one of them another `into`.",
            )
    part.replace(target)
    _sync(target.parent)
    ledger.record_fetch(replace(entry, sha256=sha256, fetched_at=now()))


def _sync(folder: Path) -> None:
    """Write a folder's new name to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
