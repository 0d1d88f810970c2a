"""The most memory that was held: by this process, or by a command with all its processes."""

import resource
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

_EVERY_SECONDS = 1.0


@dataclass
class Peak:
    """The most memory seen so far, in GiB."""

    gib: float = 0.0


def peak_gib() -> float:
    """Give the most memory this process has held."""
    unit = 1024**3 if sys.platform == "darwin" else 1024**2
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


@contextmanager
def peak_memory(process_id: int) -> Iterator[Peak]:
    """Look at a process and all it started, every second, while the context lasts.

    Memory that processes share counts once, where the system knows their shares.
    """
    peak, over = Peak(), threading.Event()

    def watch() -> None:
        while not over.wait(_EVERY_SECONDS):
            peak.gib = max(peak.gib, _held(process_id) / 1024**3)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def _held(process_id: int) -> int:
    """Give the bytes that a process and its descendants hold; 0 when it has ended."""
    try:
        process = psutil.Process(process_id)
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    return sum(_own(member) for member in family)


def _own(process: psutil.Process) -> int:
    try:
        memory = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(memory, "pss", memory.rss))
