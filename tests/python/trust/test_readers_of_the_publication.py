"""Readers in another process during a second publication."""

import multiprocessing
import time
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb
import pytest
from harness import FIRST_RUN_AT, SECOND_RUN_AT, Pipeline

pytestmark = pytest.mark.slow

# A whole version: all tables of one moment, and two of them with the same sum.
VERSION = """
select
    (select cast(run_at as varchar) from quality.quality_build),
    (select cast(max(known_at) as varchar) from marts.fct_orders),
    (select count(*) from marts.fct_orders),
    (select sum(order_amount) from marts.fct_orders)
    = (select sum(total_amount) from marts.dim_customer)
"""


def test_readers_see_whole_versions_only(
    after_first_run: Pipeline, deliveries: dict[str, Path]
) -> None:
    spawned = multiprocessing.get_context("spawn")
    ours, theirs = spawned.Pipe()
    stop = spawned.Event()
    reader = spawned.Process(target=_read, args=(after_first_run.published, stop, theirs))
    reader.start()
    assert ours.recv() == "open"
    finished = after_first_run.weft(
        "run", "--from", str(deliveries["second"]), "--run-at", SECOND_RUN_AT
    )
    stop.set()
    kept, fresh, queries = ours.recv()
    reader.join()
    assert finished.code == 0, finished.output
    first, second = FIRST_RUN_AT.replace("T", " "), SECOND_RUN_AT.replace("T", " ")
    assert kept == {(first, first, 400, True)}
    assert fresh == {(first, first, 400, True), (second, second, 700, True)}
    assert queries > 20


def _read(published: Path, stop: Event, report: Connection) -> None:
    """Ask over one connection kept open all the time, and over a new one each time."""
    kept_open = duckdb.connect(str(published), read_only=True)
    kept, fresh, queries = set(), set(), 0
    report.send("open")
    last_round = False
    while True:
        kept |= set(kept_open.execute(VERSION).fetchall())
        fresh |= _ask_anew(published)
        queries += 2
        if last_round:
            break
        last_round = stop.is_set()
        time.sleep(0.02)
    report.send((kept, fresh, queries))


def _ask_anew(published: Path) -> set[tuple[object, ...]]:
    """Open the file as a new process would.

    DuckDB shares one database among the connections of a process that name the same path, so the
    fresh reader names it differently.
    """
    alias = published.with_name(f"{time.monotonic_ns()}.link")
    alias.hardlink_to(published)
    try:
        with duckdb.connect(str(alias), read_only=True) as connection:
            return set(connection.execute(VERSION).fetchall())
    finally:
        alias.unlink()
