"""The settings of deliveries: a small TOML file of the user's own, without any secret."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from weft.errors import WeftError
from weft.landing.patterns import PathPattern

EXAMPLE = "docs/deliveries.example.toml"
DEFAULT_STABLE_SECONDS = 60
SFTP_PORT = 22
Kind = TypeVar("Kind")
_NAME = re.compile(r"[a-z0-9][a-z0-9_]*")


class CompleteWhen(StrEnum):
    """How a file is known to be complete at its source."""

    RENAMED = "renamed"
    STABLE = "stable"
    MARKER = "marker"


@dataclass(frozen=True)
class Server:
    """An SFTP server and how to log in to it."""

    host: str
    port: int
    user: str
    known_hosts: Path
    key: Path | None
    password: str | None


@dataclass(frozen=True)
class Delivery:
    """Where the files of one sender lie, which of them are meant, and where they go.

    `path` is the folder on `server`, or on this machine where there is none; `archive` the folder
    there to which landed files are moved, or None. `into` is the folder below the delivery folder.
    """

    name: str
    path: str
    patterns: tuple[PathPattern, ...]
    into: PurePosixPath
    complete_when: CompleteWhen
    marker: str = ""
    stable_seconds: float = 0.0
    archive: str | None = None
    server: Server | None = None

    def wants(self, path: str) -> bool:
        """Tell whether a path below the source's folder is one of the delivery's files."""
        fits = any(pattern.matches(path) for pattern in self.patterns)
        return fits and not self.is_marker(path)

    def is_marker(self, path: str) -> bool:
        """Tell whether a path is that of a marker."""
        before, _, after = self.marker.partition("{name}")
        name = PurePosixPath(path).name
        return bool(self.marker) and name.startswith(before) and name.endswith(after)

    def marker_of(self, path: str) -> str:
        """Give the path of the marker that says this file is complete."""
        place = PurePosixPath(path)
        return str(place.with_name(self.marker.replace("{name}", place.name)))


@dataclass(frozen=True)
class Settings:
    """The folder in which files arrive, and who delivers into it."""

    folder: Path
    deliveries: tuple[Delivery, ...]


def load_settings(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; relative folders are relative to their file.

    Errors: WeftError naming the file, the delivery and the setting that is missing or unknown.
    """
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WeftError(
            f"there are no deliveries: {path} does not exist",
            f"Copy {EXAMPLE} there and write down who delivers what.",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WeftError(f"{path}: {error}", "Correct the file.") from error
    base = path.resolve().parent
    top = _Section(str(path), written)
    folder = base / Path(top.text("folder")).expanduser()
    named = top.take("deliveries", dict)
    top.finish()
    deliveries = tuple(
        _delivery(_Section(f"{path}: [deliveries.{name}]", section), name, base, environment)
        for name, section in named.items()
    )
    if not deliveries:
        raise WeftError(f"{path} names no delivery", f"{EXAMPLE} shows how.")
    return Settings(folder, deliveries)


class _Section:
    """One table of the file; what nobody asked of it is unknown."""

    def __init__(self, place: str, values: object) -> None:
        self.place = place
        if not isinstance(values, dict):
            raise self.error("this is no table")
        self.values = dict(values)

    def take(self, key: str, kind: type[Kind], default: Kind | None = None) -> Kind:
        value = self.values.pop(key, default)
        if not isinstance(value, kind):
            raise self.error(f"'{key}' is {'missing' if value is None else 'of another kind'}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        return self.take(key, str, default)

    def finish(self) -> None:
        for key in self.values:
            raise self.error(f"there is no setting '{key}' here")

    def error(self, message: str) -> WeftError:
        return WeftError(f"{self.place}: {message}", f"Correct it; {EXAMPLE} shows every setting.")


def _delivery(section: _Section, name: str, base: Path, environment: Mapping[str, str]) -> Delivery:
    if not _NAME.fullmatch(name):
        raise section.error("a delivery's name is of small letters, digits and underscores")
    source = section.text("from")
    server = None
    if "://" in source:
        server, path = _server(section, source, f"WEFT_SFTP_PASSWORD_{name.upper()}", environment)
    else:
        path = str(base / Path(source).expanduser())
    pattern = section.values.pop("pattern", "*")
    globs = pattern if isinstance(pattern, list) else [pattern]
    if not all(isinstance(glob, str) for glob in globs):
        raise section.error("'pattern' is a text, or a list of texts")
    into = PurePosixPath(section.text("into", "."))
    if into.is_absolute() or ".." in into.parts:
        raise section.error("'into' leads out of the delivery folder")
    complete_when = section.text("complete_when")
    if complete_when not in [*CompleteWhen]:
        raise section.error(f"'complete_when' is one of {', '.join(CompleteWhen)}")
    archive = section.text("archive", "")
    delivery = Delivery(
        name,
        str(PurePosixPath(path)),
        tuple(PathPattern(glob) for glob in globs),
        into,
        CompleteWhen(complete_when),
        marker=section.text("marker") if complete_when == CompleteWhen.MARKER else "",
        stable_seconds=(
            float(section.take("stable_seconds", int, DEFAULT_STABLE_SECONDS))
            if complete_when == CompleteWhen.STABLE
            else 0.0
        ),
        archive=str(PurePosixPath(path, archive)) if archive else None,
        server=server,
    )
    if "/" in delivery.marker:
        raise section.error("'marker' is a name beside the file, without a folder")
    section.finish()
    return delivery


def _server(
    section: _Section, url: str, password_variable: str, environment: Mapping[str, str]
) -> tuple[Server, str]:
    """Read an address, `/~/` at the beginning of its path meaning the user's home."""
    parts = urlsplit(url)
    if parts.password is not None:
        raise section.error(f"a password stands in 'from'; give it in {password_variable} alone")
    if parts.scheme != "sftp" or not parts.hostname or not parts.username:
        raise section.error("'from' is a folder, or sftp://user@host/folder")
    try:
        port = parts.port or SFTP_PORT
    except ValueError as error:
        raise section.error(f"'from': {error}") from error
    key = section.text("key", "")
    server = Server(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username),
        known_hosts=Path(section.text("known_hosts", "~/.ssh/known_hosts")).expanduser(),
        key=Path(key).expanduser() if key else None,
        password=environment.get(password_variable),
    )
    path = unquote(parts.path)
    return server, path.removeprefix("/~/") if path.startswith("/~/") else path or "."
