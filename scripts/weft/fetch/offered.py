"""What a source offers: its complete files, those that wait, and names that are refused."""

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from weft.errors import WeftError
from weft.fetch.places import Place, State
from weft.fetch.settings import CompleteWhen, Delivery
from weft.landing.delivery import is_passed_over

_DEEPEST = 32
_MARKER_BYTES = 4096
_SHA256_DIGITS = 64


@dataclass(frozen=True)
class OfferedFile:
    """A file at its source; `path` is relative to the source's folder.

    `sha256` is what its marker says of its bytes, or empty.
    """

    path: str
    location: bytes
    state: State
    sha256: str = ""


@dataclass
class Offer:
    """Complete files, paths that wait, how many were fetched before, refused names and why."""

    files: list[OfferedFile] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    known: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


async def look(place: Place, delivery: Delivery, known: Collection[tuple[str, int, int]]) -> Offer:
    """Give what a delivery offers; `known` are path, size and time of what was fetched before."""
    offer, new = Offer(), []
    async for file in _files(place, delivery, offer):
        if (file.path, file.state.size, file.state.modified_ns) in known:
            offer.known += 1
        else:
            new.append(file)
    new.sort(key=lambda file: file.path)
    if new and delivery.complete_when is CompleteWhen.STABLE:
        await asyncio.sleep(delivery.stable_seconds)
    for file in new:
        if complete := await _complete(place, delivery, file):
            offer.files.append(complete)
        else:
            offer.waiting.append(file.path)
    return offer


async def _complete(place: Place, delivery: Delivery, file: OfferedFile) -> OfferedFile | None:
    """Give the file if it is complete, with the checksum its marker holds."""
    if delivery.complete_when is CompleteWhen.STABLE:
        return file if await place.state(file.location) == file.state else None
    if delivery.complete_when is CompleteWhen.MARKER:
        marker = location_of(delivery, delivery.marker_of(file.path))
        state = await place.state(marker)
        # An older marker speaks of an earlier file of that name.
        if state is None or state.modified_ns < file.state.modified_ns:
            return None
        words = (await place.read(marker, 0, _MARKER_BYTES)).decode("ascii", "replace").split()
        if words and len(words[0]) == _SHA256_DIGITS:
            return replace(file, sha256=words[0].lower())
    return file


def location_of(delivery: Delivery, path: str) -> bytes:
    """Give the place at the source of a path relative to its folder."""
    return str(PurePosixPath(delivery.path, path)).encode()


async def _files(place: Place, delivery: Delivery, offer: Offer) -> AsyncIterator[OfferedFile]:
    """Walk the source's folder; names that fit the pattern and may not are refused."""
    root = delivery.path.encode()
    real_root = await place.real_path(root)
    folders = [(root, "")]
    while folders:
        folder, above = folders.pop()
        if above.count("/") > _DEEPEST:
            raise WeftError(
                f"folders are nested more than {_DEEPEST} deep", "Deliver into fewer folders."
            )
        for name, state in await place.entries(folder):
            if name in (b".", b".."):
                continue
            path = above + name.decode("utf-8", "backslashreplace")
            if trouble := _trouble(name):
                if state.is_folder or delivery.wants(path):
                    offer.refused.append((shown(path), trouble))
                continue
            location = location_of(delivery, path)
            if is_passed_over(name.decode()) or location.decode() == delivery.archive:
                continue
            if state.is_folder:
                folders.append((location, f"{path}/"))
            elif delivery.wants(path):
                if state.is_link:
                    real = await place.real_path(location)
                    if not real.startswith(real_root.rstrip(b"/") + b"/"):
                        offer.refused.append((path, "a link that leads out of the folder"))
                        continue
                    state = await place.state(location) or state
                if state.is_file:
                    yield OfferedFile(path, location, state)


def _trouble(name: bytes) -> str:
    """Say why a name from elsewhere may not become a name here, or nothing."""
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        return "the file name is not valid UTF-8"
    if "/" in text or "\\" in text or not text:
        return "a file name that leads to another folder"
    if not text.isprintable():
        return "a file name with control characters"
    return ""


def shown(text: str) -> str:
    """Give a text from elsewhere as it may be printed."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
