"""Readers of a published file in another process, while something else goes on here."""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import duckdb


@dataclass
class Seen:
    """The different answers over one connection kept open, and over a new one each time."""

    kept_open: set[tuple[Any, ...]] = field(default_factory=set)
    anew: set[tuple[Any, ...]] = field(default_factory=set)
    queries: int = 0


@contextmanager
def reading(published: Path, query: str) -> Iterator[Seen]:
    """Ask the published file in another process throughout; `Seen` is filled at the end."""
    spawned = multiprocessing.get_context("spawn")
    ours, theirs = spawned.Pipe()
    stop = spawned.Event()
    reader = spawned.Process(target=_read, args=(published, query, stop, theirs))
    reader.start()
    assert ours.recv() == "open"
    seen = Seen()
    try:
        yield seen
    finally:
        stop.set()
        found = ours.recv()
        reader.join()
        seen.kept_open, seen.anew, seen.queries = found.kept_open, found.anew, found.queries


def _read(published: Path, query: str, stop: Event, report: Connection) -> None:
    connection = duckdb.connect(str(published), read_only=True)
    seen = Seen()
    report.send("open")
    last_round = False
    while True:
        seen.kept_open |= set(connection.execute(query).fetchall())
        seen.anew |= _ask_anew(published, query)
        seen.queries += 2
        if last_round:
            break
        last_round = stop.is_set()
        time.sleep(0.02)
    report.send(seen)


def _ask_anew(published: Path, query: str) -> set[tuple[Any, ...]]:
    """Open the file as a new process would.

    DuckDB shares one database among the connections of a process that name the same path, so the
    fresh reader names it differently.
    """
    alias = published.with_name(f"{time.monotonic_ns()}.link")
    alias.hardlink_to(published)
    try:
        with duckdb.connect(str(alias), read_only=True) as connection:
            return set(connection.execute(query).fetchall())
    finally:
        alias.unlink()
