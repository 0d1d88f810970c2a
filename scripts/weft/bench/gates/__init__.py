"""Do the gates find what goes wrong, and nothing where nothing does?

A sample is delivered day by day. On each of the last days faults are planted, one at a time, in a
copy of the day's delivery and of the warehouse; then the day itself comes, and all of it is clean.
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from weft.bench.gates.faults import FAULTS, Fault
from weft.errors import WeftError
from weft.landing import land
from weft.landing.result import LandingResult
from weft.pipeline.dbt_project import DbtProject
from weft.pipeline.inspect import findings
from weft.pipeline.ledger import Ledger, now
from weft.pipeline.run import as_text, run
from weft.sample import generate
from weft.sample.settings import load_settings
from weft.settings import PROJECT_ROOT, Warehouse

SEED = 3
END = date(2026, 9, 30)
REST = 14  # days at the end that are not used: what is late to them comes with the last delivery
DAILY = Path(__file__).with_name("daily.yml")


@dataclass(frozen=True)
class Found:
    """What found a fault: where, by what claim, and whether it stops the publication."""

    tier: str
    claim: str
    stops: bool


@dataclass(frozen=True)
class Result:
    """Every fault with what found it, every clean day with what was found all the same."""

    faults: dict[str, Found | None]
    clean: dict[date, list[str]]


def bench_gates(
    customers: int,
    months: int,
    days: int,
    whole_every: int,
    console: Console,
    faults: Sequence[Fault] = FAULTS,
) -> Result:
    """Deliver a sample day by day, plant every fault, and print what was found.

    `days` are the clean days at the end of it. Before the first of them, and after each so many
    (`whole_every`; 0: never), the warehouse is built, checked and published by a whole run.
    """
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as folder:
        home = Path(folder)
        sample = home / "sample"
        generate(
            customers=customers,
            months=months,
            seed=SEED,
            out=sample,
            end=END,
            settings=load_settings(DAILY),
        )
        end = END - timedelta(days=REST)
        desk = Desk(home, sample / "extracts", end - timedelta(days=days))
        if whole_every:
            desk.run_whole(console)
        result = Result({fault.name: None for fault in faults}, {})
        waiting = list(faults)
        for number in range(1, days + 1):
            befalling = [each for each in waiting if desk.befalls(each)]
            waiting = [each for each in waiting if each not in befalling]
            planted = {fault.name: desk.plant(fault) for fault in befalling}
            clean = result.clean[desk.tomorrow] = desk.deliver()
            for name, finds in planted.items():
                # What is found on the clean day too, the fault has not caused.
                found = next((each for each in finds if each.claim not in clean), None)
                result.faults[name] = found
                console.print(f"{desk.today} {name}: {found.claim if found else 'nothing'}")
            console.print(f"{desk.today}: {', '.join(clean) or 'clean'}")
            if whole_every and number % whole_every == 0:
                clean += desk.run_whole(console)
    console.print(_table_of_faults(result), _table_of_days(result))
    return result


class Desk:
    """The deliveries up to a day, landed and inspected, and what is to come."""

    def __init__(self, home: Path, extracts: Path, today: date) -> None:
        """Deliver everything up to `today`; it is the first publication."""
        self.extracts, self.today = extracts, today
        self.landed, self.whole = Warehouse(home / "landed"), Warehouse(home / "whole")
        self.copy, self.delivery = Warehouse(home / "copy"), home / "delivery"
        self.project = DbtProject(PROJECT_ROOT, self.landed)
        self.past = home / "past"
        for day in sorted(self.extracts.iterdir()):
            if day.name <= today.isoformat():
                shutil.copytree(day, self.past / day.name, copy_function=_link)
        land(self.landed, self.past, run_at=_evening(today))
        self._inspect(self.landed, published=True)

    @property
    def tomorrow(self) -> date:
        """The day whose delivery comes next."""
        return self.today + timedelta(days=1)

    def befalls(self, fault: Fault) -> bool:
        """Whether the next delivery has a file for a fault."""
        return fault.target(self.extracts / self.tomorrow.isoformat()) is not None

    def plant(self, fault: Fault) -> list[Found]:
        """Deliver the next day with a fault, to a copy of the warehouse; say what was found."""
        shutil.rmtree(self.copy.folder, ignore_errors=True)
        shutil.copytree(self.landed.folder, self.copy.folder)
        with self._delivery() as day:
            target = fault.target(day)
            assert target, "a fault is planted where it befalls a file"
            fault.change(target)
            path = target.relative_to(self.delivery).as_posix()
            landing = land(self.copy, self.delivery, run_at=_evening(self.tomorrow))
        found = [
            Found("before the build", claim, status == "failed")
            for claim, status in self._inspect(self.copy)
        ]
        return [*_refused(landing, path), *sorted(found, key=lambda each: not each.stops)]

    def deliver(self) -> list[str]:
        """Deliver the next day as it is, and publish it; give what was found."""
        with self._delivery():
            land(self.landed, self.delivery, run_at=_evening(self.tomorrow))
        day = self.tomorrow.isoformat()
        shutil.copytree(self.extracts / day, self.past / day, copy_function=_link)
        self.today = self.tomorrow
        return [claim for claim, _ in self._inspect(self.landed, published=True)]

    def run_whole(self, console: Console) -> list[str]:
        """Run all steps on everything delivered so far; give what the gates stopped for."""
        try:
            run(PROJECT_ROOT, self.whole, self.past, console, run_at=_evening(self.today))
        except WeftError:
            with closing(Ledger(self.whole)) as ledger:
                return [f"{relation}: {claim}" for _, relation, claim, *_ in ledger.open_findings()]
        return []

    @contextmanager
    def _delivery(self) -> Iterator[Path]:
        """Give the next day's folder, in a folder of deliveries with the day before."""
        shutil.rmtree(self.delivery, ignore_errors=True)
        for day in (self.today.isoformat(), self.tomorrow.isoformat()):
            shutil.copytree(self.extracts / day, self.delivery / day, copy_function=_link)
        yield self.delivery / day

    def _inspect(self, warehouse: Warehouse, *, published: bool = False) -> list[tuple[str, str]]:
        """Give each finding about what came, with the status of its check."""
        with closing(Ledger(warehouse)) as ledger:
            run_id = ledger.start("run", as_text(_evening(self.today)))
            found = findings(self.project.on(warehouse), ledger, run_id)
            if published:
                ledger.published(run_id, now())
        return [
            (f"{result.relation}: {claim}; {words}", result.status)
            for result in found
            for claim, *findings in [result.claim.split("; ")]
            for words in findings
        ]


def _refused(landing: LandingResult, path: str) -> Iterator[Found]:
    """Say whether landing refused the file, or set rows of it aside."""
    for outcome in landing.outcomes:
        entry = outcome.entry
        if entry.path == path and entry.status == "refused":
            yield Found("landing", f"{outcome.table}: refused, {entry.reason}", stops=False)
        if entry.path == path and entry.rows_quarantined > entry.rows_read // 10:
            said = f"{entry.rows_quarantined} of {entry.rows_read} rows in quarantine"
            yield Found("landing", f"{outcome.table}: {said}", stops=False)


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(18))


def _table_of_faults(result: Result) -> Table:
    found = sum(each is not None for each in result.faults.values())
    table = Table(title=f"{found} of {len(result.faults)} faults found", title_justify="left")
    for heading in ("fault", "found", "by", "publication"):
        table.add_column(heading)
    for name, each in result.faults.items():
        if each:
            stops = "blocked" if each.stops else "warned"
            table.add_row(name, each.tier, each.claim, stops)
        else:
            table.add_row(name, "not", "", "")
    return table


def _table_of_days(result: Result) -> Table:
    silent = sum(not found for found in result.clean.values())
    table = Table(title=f"{silent} of {len(result.clean)} clean days silent", title_justify="left")
    for heading in ("day", "findings", ""):
        table.add_column(heading)
    for day, found in result.clean.items():
        table.add_row(day.isoformat(), str(len(found)), "\n".join(found))
    return table
