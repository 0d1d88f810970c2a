"""A run's steps, as the ledger and the console see them."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from weft.errors import WeftError
from weft.pipeline.ledger import Ledger
from weft.pipeline.lock import sole_writer
from weft.privacy.unfinished import finish_erasures
from weft.reports import write_report
from weft.settings import Warehouse

MARKS = {"passed": "[green]✓[/]", "failed": "[red]✗[/]", "running": "…"}


@dataclass
class Step:
    """One step: what it did, in words, once it is done."""

    name: str
    status: str = "running"
    detail: str = ""
    seconds: float = 0.0


@dataclass
class Steps:
    """The run that is on: its place in the ledger, its console, and its steps so far."""

    ledger: Ledger
    run_id: str
    console: Console
    done: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Time a step and enter its beginning and end in the ledger."""
        step = Step(name)
        self.done.append(step)
        self.ledger.begin_step(self.run_id, name)
        self.console.print(f"[bold]{name}[/]")
        begun = time.monotonic()
        try:
            yield step
            step.status = "passed"
        except BaseException as error:
            step.status, step.detail = "failed", str(error).splitlines()[0] if str(error) else ""
            raise
        finally:
            step.seconds = time.monotonic() - begun
            self.ledger.end_step(self.run_id, name, step.status, step.detail)

    def table(self) -> Table:
        """Give the steps as a table: what each did and how long it took."""
        table = Table(title=f"Run {self.run_id}", title_justify="left", box=None, padding=(0, 2))
        for heading in ("", "step", "seconds", "what it did"):
            table.add_column(heading, justify="right" if heading == "seconds" else "left")
        for step in self.done:
            table.add_row(MARKS[step.status], step.name, f"{step.seconds:.1f}", escape(step.detail))
        return table


@contextmanager
def new_run(
    warehouse: Warehouse, command: str, run_at: str | None, console: Console
) -> Iterator[Steps]:
    """Hold the warehouse, enter a run in the ledger with its end, and report on it."""
    with sole_writer(warehouse, command):
        ledger = Ledger(warehouse)
        try:
            finish_erasures(warehouse, ledger)
            run_id = ledger.start(command, run_at)
            steps = Steps(ledger, run_id, console)
            try:
                yield steps
            except WeftError as error:
                ledger.finish(run_id, "failed", str(error))
                console.print(steps.table())
                _report(warehouse, steps)
                raise
            except BaseException as error:
                ledger.finish(run_id, "interrupted", type(error).__name__)
                raise
            _report(warehouse, steps)
        finally:
            ledger.close()


def _report(warehouse: Warehouse, steps: Steps) -> None:
    """Write the run's report and name it; a run does not fail for want of one."""
    try:
        path = write_report(warehouse, steps.ledger, steps.run_id)
    except (OSError, duckdb.Error, sqlite3.Error) as error:
        steps.console.print(f"The report could not be written: {escape(str(error))}")
    else:
        steps.console.print(f"[bold]Report[/]   {escape(str(path))}")


def progress(console: Console) -> Progress:
    """Give a progress display that leaves nothing behind."""
    return Progress(
        SpinnerColumn(),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
