"""One writer per warehouse: a second run waits briefly, then leaves with a clear word."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from weft.errors import WeftError
from weft.settings import Warehouse

PATIENCE = 10.0  # seconds
PAUSE = 0.2  # seconds between two attempts


@contextmanager
def sole_writer(
    warehouse: Warehouse, command: str, *, patience: float = PATIENCE
) -> Iterator[None]:
    """Hold the warehouse for `command`; the system frees it when the process ends, killed or not.

    Raises WeftError when another process still holds it after `patience` seconds.
    """
    warehouse.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with sole_holder(warehouse.lock, warehouse.folder, command, patience=patience):
        yield


@contextmanager
def sole_holder(
    lock: Path, folder: Path, command: str, *, patience: float = PATIENCE
) -> Iterator[None]:
    """Hold a folder by the lock of a file, as `sole_writer` does the warehouse."""
    with lock.open("a+", encoding="utf-8") as file:
        deadline = time.monotonic() + patience
        while not _locked(file):
            if time.monotonic() >= deadline:
                raise WeftError(
                    f"{folder} is in use by {_holder(file)}.",
                    "Wait until it has finished, or stop it, and run the command again.",
                )
            time.sleep(PAUSE)
        file.truncate(0)
        since = datetime.now(UTC).isoformat(sep=" ", timespec="seconds")
        json.dump({"command": command, "process": os.getpid(), "since": since}, file)
        file.flush()
        yield


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(file: IO[str]) -> str:
    file.seek(0)
    try:
        holder = json.load(file)
    except ValueError:
        return "another run"
    return f"`{holder['command']}` (process {holder['process']}, since {holder['since']})"


def writer_now(warehouse: Warehouse) -> str | None:
    """Say who writes to the warehouse now, or give None."""
    if not warehouse.lock.exists():
        return None
    with warehouse.lock.open("r", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _holder(file)
    return None
