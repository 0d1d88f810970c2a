"""Running, killing and reading a pipeline from outside, whatever its project and its extracts.

Commands run in processes forked from one that has dbt and Great Expectations imported, and find
the project parsed, so that a test pays for what the pipeline does and a kill strikes the pipeline,
not an import.
"""

import ctypes
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import util
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

import duckdb

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"

# When the fixture shop runs first, and a week later.
FIRST_RUN_AT, SECOND_RUN_AT = "2026-01-06T06:00:00", "2026-01-13T06:00:00"

# When the whole project has run on half of its extracts.
HALF_WAY = "2026-08-17T06:00:00"

# Written by the clock, so they differ between two runs of the same input.
BY_THE_CLOCK = {
    "quality.quality_runs",
    "quality.quality_run_steps",
    "quality.quality_checks",
    "quality.quality_files",
    "quality.quality_publication",
}

# Rows and content of each published table.
Tables = dict[str, tuple[int, int]]

# Project → the first warehouse of it: there it was parsed, and passed its unit tests.
_first: dict[Path, Path] = {}

os.environ["PYTHONPATH"] = str(Path(__file__).parent)  # where the server finds what to import
_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_forked = multiprocessing.get_context("forkserver")
_forked.set_forkserver_preload(["preloaded"])


@dataclass(frozen=True)
class Finished:
    """How a command ended, and all it printed."""

    code: int
    output: str
    seconds: float


@dataclass(frozen=True)
class Running:
    """A command that is on."""

    process: BaseProcess
    output_file: Path
    begun: float

    def wait(self) -> Finished:
        self.process.join()
        assert self.process.exitcode is not None
        return Finished(
            self.process.exitcode,
            self.output_file.read_text(encoding="utf-8"),
            time.monotonic() - self.begun,
        )

    def kill_after(self, seconds: float) -> Finished:
        """SIGKILL the command after so many seconds, if it is still on."""
        self.process.join(seconds)
        if self.process.is_alive():
            assert self.process.pid is not None
            os.kill(self.process.pid, signal.SIGKILL)
        return self.wait()


@dataclass(frozen=True)
class Pipeline:
    """A dbt project on a warehouse, driven through the command line."""

    project: Path
    warehouse: Path
    # Done in the process of a command before it begins.
    hardship: Callable[[], None] | None = None

    @property
    def published(self) -> Path:
        return self.warehouse / "weft.duckdb"

    def start(self, *arguments: str) -> Running:
        self.warehouse.parent.mkdir(parents=True, exist_ok=True)
        self._know_the_project()
        output = self.warehouse.with_name(f"{self.warehouse.name}.output")
        process = _forked.Process(
            target=_command,
            args=(self.project, self.warehouse, output, arguments, self.hardship),
        )
        begun = time.monotonic()
        process.start()
        return Running(process, output, begun)

    def _know_the_project(self) -> None:
        """Give a new warehouse what an earlier one knows of the project, as one has it each day."""
        first = _first.setdefault(self.project, self.warehouse)
        parsed = Path("target", "partial_parse.msgpack")
        if self.warehouse.exists() or not (first / parsed).exists():
            return
        for folder in (self.warehouse, self.warehouse / parsed.parent):
            folder.mkdir(mode=0o700)
        shutil.copy2(first / parsed, self.warehouse / parsed)
        _hand_on_proof(self.project, first, self.warehouse)

    def weft(self, *arguments: str) -> Finished:
        return self.start(*arguments).wait()

    def killed_while_building(self, seconds: float, *arguments: str) -> Finished:
        """SIGKILL a run so many seconds after it began to build."""
        running = self.start("run", *arguments)
        while running.process.is_alive() and not self._is_building():
            time.sleep(0.2)
        return running.kill_after(seconds)

    def _is_building(self) -> bool:
        ledger = f"file:{self.warehouse / 'ledger.sqlite'}?mode=ro"
        begun = "select 1 from steps where step = 'build'"
        try:
            with closing(sqlite3.connect(ledger, uri=True)) as connection:
                return bool(connection.execute(begun).fetchall())
        except sqlite3.OperationalError:  # neither it nor its tables are there at once
            return False

    def killed_at(
        self,
        moments: Sequence[float],
        arguments: Sequence[str],
        before: Tables | None,
        after: Tables,
    ) -> list[str]:
        """Do a run, killing it after so many seconds again and again, and then to its end.

        After each kill the publication must be as before (None: there is none) or as after the
        run; at the end as after it. Gives how each attempt ended.
        """
        report = []
        for moment in moments:
            finished = self.start("run", *arguments).kill_after(moment)
            report.append(f"killed after {moment:.1f} s: exit {finished.code}")
            found = published_tables(self.published) if self.published.exists() else None
            assert found in (before, after), report
        finished = self.weft("run", *arguments)
        assert finished.code == 0, finished.output
        found = published_tables(self.published)
        assert [name for name in {**after, **found} if found.get(name) != after.get(name)] == []
        assert not list(self.warehouse.glob("weft.duckdb.tmp-*"))
        return report


def _hand_on_proof(project: Path, known: Path, new: Path) -> None:
    """Enter the unit tests that the project passed with one warehouse in the ledger of another."""
    from weft.pipeline.fingerprint import project_state
    from weft.pipeline.ledger import Ledger
    from weft.settings import Warehouse

    state = project_state(project)
    with closing(Ledger(Warehouse(known))) as ledger:
        proof = ledger.proof(state)
    if not proof:
        return
    with closing(Ledger(Warehouse(new))) as ledger:
        run_id = ledger.start("check", None)
        ledger.record_checks(run_id, proof)
        ledger.prove(state, run_id)
        ledger.finish(run_id, "passed")


def _command(
    project: Path,
    warehouse: Path,
    output: Path,
    arguments: Sequence[str],
    hardship: Callable[[], None] | None,
) -> None:
    os.environ.update(WEFT_PROJECT=str(project), WEFT_WAREHOUSE=str(warehouse), COLUMNS="200")
    os.environ.setdefault("WEFT_MEMORY_LIMIT", "1GB")
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    sys.path.insert(0, str(SCRIPTS))
    sys.argv = ["weft", *arguments]
    if hardship:
        hardship()
    util.spawnv_passfds = _fork  # the server of its own processes has nothing to import
    from weft.cli import main

    main()


def _fork(_program: bytes, arguments: Sequence[str], _kept: Sequence[int]) -> int:
    """Do in a fork what Python was to be begun for with `-c`, its last argument.

    It ends with this process: it holds all files that are open here, so cannot tell by them.
    """
    process = os.fork()
    if process:
        return process
    try:
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
        exec(arguments[-1], {})
    finally:
        os._exit(0)


def published_tables(path: Path) -> Tables:
    """Give rows and content of each published table: a sum of row hashes, blind to their order."""
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() order by all"
        ).fetchall()
        return {
            name: connection.execute(
                f"select count(*), coalesce(sum(hash(row_of)::hugeint), 0) from {name} as row_of"
            ).fetchall()[0]
            for (name,) in names
            if name not in BY_THE_CLOCK
        }


@dataclass(frozen=True)
class Scenario:
    """Complete runs, one after the other, each as the arguments of `weft run`."""

    project: Path
    runs: Sequence[Sequence[str]]

    def undisturbed(self, warehouse: Path) -> tuple[list[Tables], list[float]]:
        """Do the runs; give the published tables after each, and its seconds."""
        pipeline = Pipeline(self.project, warehouse)
        tables, seconds = [], []
        for arguments in self.runs:
            finished = pipeline.weft("run", *arguments)
            assert finished.code == 0, finished.output
            tables.append(published_tables(pipeline.published))
            seconds.append(finished.seconds)
        return tables, seconds

    def killed(
        self,
        warehouse: Path,
        expected: Sequence[Tables],
        seconds: Sequence[float],
        *,
        kills: int,
        seed: int,
    ) -> list[str]:
        """Do the runs, killing each at random moments before it may end, `kills` times in all.

        After each kill the publication must be the last whole one or the next; after each run its
        tables must be the expected ones. Gives the moments, for the test's report.
        """
        moments = random.Random(seed)
        pipeline = Pipeline(self.project, warehouse)
        report = []
        for number, arguments in enumerate(self.runs):
            share = kills // len(self.runs) + (number < kills % len(self.runs))
            report += pipeline.killed_at(
                sorted(moments.uniform(0.02, 1.0) * seconds[number] for _ in range(share)),
                arguments,
                before=expected[number - 1] if number else None,
                after=expected[number],
            )
        return report


class HalfWay(NamedTuple):
    """Extracts of four months, the first half of them, and a warehouse published from that.

    Its run was killed while it built, and done again.
    """

    extracts: Path
    first_half: Path
    pipeline: Pipeline
