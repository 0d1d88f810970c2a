"""Moving away, at its source, what has landed."""

import tempfile
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

from weft.fetch.offered import location_of
from weft.fetch.places import Place
from weft.fetch.settings import CompleteWhen, Delivery
from weft.landing.content import Limits, RefusedFileError
from weft.landing.content import fetch as unpacked
from weft.landing.delivery import files_at
from weft.pipeline import databases
from weft.pipeline.ledger import Fetch, Ledger, now
from weft.settings import Warehouse

# Path in the delivery folder, a zip's member behind its zip, and hash of the unpacked bytes.
Content = tuple[str, str]


def landed_contents(warehouse: Warehouse) -> frozenset[Content]:
    """Give every content the landing ledger says was taken in; none without a candidate.

    Errors: WeftError while another process writes to the candidate.
    """
    if not warehouse.candidate.exists():
        return frozenset()
    with databases.reading(warehouse) as connection:
        if "landing.files" not in databases.relations(connection):
            return frozenset()
        rows = connection.execute(
            "select path, content_hash from landing.files "
            "where status <> 'refused' and content_hash is not null"
        ).fetchall()
    return frozenset((path, content_hash) for path, content_hash in rows)


async def archive(
    place: Place, delivery: Delivery, folder: Path, landed: Collection[Content], ledger: Ledger
) -> int:
    """Move the delivery's landed files to its archive, and their markers; give their number.

    A file that was changed at its source since it was fetched stays: it will be fetched again.
    """
    moved = 0
    for fetch in ledger.fetches(delivery.name):
        if fetch.sha256 is None or fetch.archived_at:
            continue
        location = location_of(delivery, fetch.path)
        state = await place.state(location)
        if state and (state.size, state.modified_ns) != (fetch.size_bytes, fetch.modified_ns):
            continue
        if state:
            if not _has_landed(folder, fetch.target, landed):
                continue
            await _move(place, delivery, fetch)
            moved += 1
        ledger.record_fetch(replace(fetch, archived_at=now()))
    return moved


async def _move(place: Place, delivery: Delivery, fetch: Fetch) -> None:
    """Move the marker, then the file: no marker stays that would speak of a later file."""
    changed = datetime.fromtimestamp(fetch.modified_ns / 1e9, UTC)
    paths: Sequence[str] = [fetch.path]
    if delivery.complete_when is CompleteWhen.MARKER and "{name}" in delivery.marker:
        paths = [delivery.marker_of(fetch.path), fetch.path]
    for path in paths:
        location = location_of(delivery, path)
        if await place.state(location):
            target = PurePosixPath(delivery.archive or "", f"{changed:%Y-%m-%dT%H%M%S}", path)
            await place.move(location, str(target).encode())


def _has_landed(folder: Path, target: str, landed: Collection[Content]) -> bool:
    """Tell whether all that lies in the delivery folder under this path was taken in."""
    if not (folder / target).exists():
        return False
    with tempfile.TemporaryDirectory(dir=folder, prefix=".archive-") as scratch:
        for file in files_at(folder, folder / target, date.min):
            if file.trouble:
                return False
            try:
                content = unpacked(file, Path(scratch), Limits.from_environment())
            except RefusedFileError:
                return False
            content.discard()
            if (file.path, content.content_hash) not in landed:
                return False
    return True
