"""Discovery: which files lie in a delivery folder, and which contract each of them is for."""

import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from weft.landing.contracts import Contract

_ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_COMPACT_DATE = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
_UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload")


@dataclass(frozen=True)
class DeliveredFile:
    """One file of a delivery; a member of a zip is a file of its own.

    `path` is what the ledger knows it by, relative and with slashes; `names` are the paths it may
    be claimed by (a zip member also as if it lay beside the zip); `trouble` says why it cannot
    be read at all.
    """

    path: str
    location: Path
    names: tuple[str, ...]
    delivered_on: date
    size: int
    member: str | None = None
    trouble: str = ""


def discover(root: Path, default_date: date) -> list[DeliveredFile]:
    """List the files below `root` in the order they are landed: by delivery date, then path.

    Hidden files and unfinished transfers are passed over. A link that leads out of the folder
    and an archive that cannot be opened are listed with their trouble.
    """
    files = [file for location in _walk(root) for file in files_at(root, location, default_date)]
    return sorted(files, key=lambda file: (file.delivered_on, file.path))


def files_at(root: Path, location: Path, default_date: date) -> Iterator[DeliveredFile]:
    """Give what one place below `root` holds: the file, or the members of a zip."""
    path = location.relative_to(root).as_posix()
    if not _is_readable_name(path):
        shown = path.encode("utf-8", "backslashreplace").decode()
        trouble = "the file name is not valid UTF-8"
        yield _file(shown, location, default_date, trouble=trouble)
    elif location.is_symlink() and not location.resolve().is_relative_to(root.resolve()):
        trouble = "a link that leads out of the delivery folder"
        yield _file(path, location, default_date, trouble=trouble)
    elif location.suffix.lower() == ".zip":
        yield from _members(path, location, default_date)
    else:
        yield _file(path, location, default_date)


def is_passed_over(name: str) -> bool:
    """Tell whether a name is hidden, or that of an unfinished transfer."""
    return name.startswith(".") or name.lower().endswith(_UNFINISHED)


def claim(file: DeliveredFile, contracts: Sequence[Contract]) -> tuple[Contract | None, str]:
    """Give the contract the file is for, if there is one, and the name it was claimed by.

    Where several patterns fit, the one that spells out most characters wins.
    """
    fits = [
        (pattern.weight, contract.name, contract, name)
        for name in file.names
        for contract in contracts
        for pattern in contract.patterns
        if pattern.matches(name)
    ]
    if not fits:
        return None, file.path
    _, _, contract, name = max(fits, key=lambda fit: fit[:2])
    return contract, name.removesuffix(".gz")


def delivery_date(path: str, default: date) -> date:
    """Give the day a path was delivered.

    The innermost folder that is an ISO date, else the newest ISO date in the path, else the
    newest date written without dashes, else the default.
    """
    for folder in reversed(path.split("/")[:-1]):
        if _ISO_DATE.fullmatch(folder) and (found := _dates(_ISO_DATE, folder)):
            return found[0]
    for pattern in (_ISO_DATE, _COMPACT_DATE):
        if found := _dates(pattern, path):
            return max(found)
    return default


def has_dated_folder(path: str) -> bool:
    """Tell whether a path names its day by a folder."""
    return any(_ISO_DATE.fullmatch(folder) for folder in path.split("/")[:-1])


def _dates(pattern: re.Pattern[str], text: str) -> list[date]:
    found = []
    for year, month, day in pattern.findall(text):
        try:
            found.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found


def _walk(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if is_passed_over(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path))
            elif entry.is_symlink() or entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def _is_readable_name(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _file(
    path: str,
    location: Path,
    default_date: date,
    names: tuple[str, ...] = (),
    member: str | None = None,
    size: int | None = None,
    trouble: str = "",
) -> DeliveredFile:
    if size is None:
        size = 0 if trouble else location.stat().st_size
    return DeliveredFile(
        path=path,
        location=location,
        names=names or (path,),
        delivered_on=delivery_date(path, default_date),
        size=size,
        member=member,
        trouble=trouble,
    )


def _members(path: str, location: Path, default_date: date) -> Iterator[DeliveredFile]:
    """List a zip's members, each a file of its own; unsafe names are listed with their trouble."""
    folder = path.rpartition("/")[0]
    try:
        with zipfile.ZipFile(location) as archive:
            members = [
                info
                for info in archive.infolist()
                if not info.is_dir() and not _is_clutter(info.filename)
            ]
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        yield _file(path, location, default_date, trouble=f"the zip cannot be opened ({error})")
        return
    for info in members:
        name = info.filename.replace("\\", "/")
        member_path = f"{path}/{name}"
        beside = f"{folder}/{name}" if folder else name
        names: tuple[str, ...] = (member_path, beside)
        if len(members) == 1:
            stem = path[: -len(".zip")]
            suffix = "" if "." in stem.rpartition("/")[2] else Path(name).suffix
            names += (stem + suffix,)
        trouble = ""
        if name.startswith("/") or ".." in name.split("/") or ":" in name:
            trouble = "a zip member whose path leads out of the archive"
        elif info.flag_bits & 1:
            trouble = "a zip member that is encrypted"
        yield _file(
            member_path, location, default_date, names, info.filename, info.file_size, trouble
        )


def _is_clutter(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1].startswith(".")
