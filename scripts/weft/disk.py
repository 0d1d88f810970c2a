"""The disk: what has to be on it before anything else may happen, and what it refuses."""

import errno
import os
import sqlite3
from pathlib import Path

from weft.errors import WeftError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EROFS, errno.EACCES, errno.EPERM)
# DuckDB and SQLite say what the system told them, and these words of their own.
_SIGNS = {
    "full": (*map(os.strerror, _FULL), "disk is full", "disk I/O error"),
    "forbidden": (*map(os.strerror, _FORBIDDEN), "readonly database", "unable to open database"),
    "damaged": ("Corrupt database file", "does not match stored checksum", "not a valid DuckDB"),
}
_TOLD = {
    "full": ("the disk is full, or a quota is reached", "Make room, then run it again"),
    "forbidden": ("a file or folder may not be written to", "Give this user the right to"),
    "damaged": (
        "a database file is damaged",
        "Move build.duckdb away and run again: it is built anew from the extracts",
    ),
}


def sync(path: Path) -> None:
    """Make the system put a file, or a folder's list of names, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refusal(error: BaseException) -> WeftError | None:
    """Say in words what the disk refused; None where an error has another cause."""
    is_of_database = isinstance(error, sqlite3.Error) or type(error).__module__ == "_duckdb"
    if not (is_of_database or isinstance(error, OSError)):
        return None
    for trouble, signs in _SIGNS.items():
        if any(sign in str(error) for sign in signs):
            message, cure = _TOLD[trouble]
            named = error.filename if isinstance(error, OSError) else None
            place = f": {named}" if named else ""
            return WeftError(f"{message}{place}", f"{cure}. What was published stays as it was.")
    return None
