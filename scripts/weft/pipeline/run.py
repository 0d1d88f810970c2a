"""The whole run: land, inspect, build, check, publish; and its parts on their own."""

from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from weft.errors import WeftError
from weft.pipeline import databases
from weft.pipeline.beside import OnStep, beside
from weft.pipeline.company import AS_PROJECT, Company
from weft.pipeline.fingerprint import (
    decided_state,
    inputs_state,
    landed_state,
    project_state,
)
from weft.pipeline.ledger import Ledger
from weft.pipeline.lock import sole_writer
from weft.pipeline.publish import adopt, clean, publish
from weft.pipeline.steps import Steps, new_run
from weft.privacy.unfinished import finish_erasures
from weft.settings import Warehouse

if TYPE_CHECKING:
    from weft.gates.results import CheckResult
    from weft.pipeline.dbt_project import DbtProject

BUILD = "quality.quality_build"
# dbt var → the column in which a build says what it was; the moment first.
BUILD_VARIABLES = {
    "run_at": "run_at",
    "weft_default_country": "default_country_code",
    "weft_default_currency": "default_currency_code",
    "weft_default_time_zone": "default_time_zone",
    "reporting_currency": "reporting_currency_code",
}

# The first of these that is published becomes the example at the end of a run.
EXAMPLES = {
    "marts.rpt_campaign_performance": "select * from marts.rpt_campaign_performance limit 10",
    "marts.dim_customer": "select * from marts.dim_customer limit 10",
}


def as_text(moment: datetime) -> str:
    """Write a moment the way dbt and the ledger do, to the second."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def run(
    project: Path,
    warehouse: Warehouse,
    source: Path,
    console: Console,
    *,
    run_at: datetime | None = None,
    company: Company = AS_PROJECT,
    accept_drift: str | None = None,
    rebuild: bool = False,
) -> None:
    """Land and inspect what is new, build, check and publish; or say that all is up to date.

    `run_at` is the moment the run speaks of, in UTC without zone: now, when it is not given. Then a
    publication of today with the same input is up to date, for nothing in the warehouse is finer
    than a day; a moment that is given must be the publication's own. Raises WeftError with the
    reason when a step or a gate fails, or the clock went back; the last publication stays.
    """
    at = run_at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    variables = {"run_at": as_text(at), **company.variables()}
    parse = partial(_parse, project, warehouse, variables)
    with new_run(warehouse, "run", as_text(at), console) as steps, beside(parse) as parsed:
        adopt(warehouse, steps.ledger)
        clean(warehouse)
        current = databases.publication(warehouse)
        if current and not run_at and as_text(at) < current.run_at:
            raise WeftError(
                f"it is {as_text(at)} by this machine's clock, and the publication speaks of "
                f"{current.run_at}",
                "Set the clock right, or say with --run-at which moment is meant.",
            )
        _land(project, warehouse, source, at, company.country, steps)
        inputs = _inputs(project, warehouse, company, steps.ledger)
        length = len(as_text(at)) if run_at else len("2026-10-01")
        if not rebuild and current and current.speaks_of(inputs, as_text(at)[:length]):
            steps.ledger.finish(steps.run_id, "up to date")
            console.print(steps.table())
            console.print("Nothing new since the last publication: it is up to date.")
            _what_next(warehouse, console)
            return
        dbt_project = parsed.result()
        inspected = _inspect(dbt_project, steps, accept_drift)
        _build(dbt_project, steps, whole=rebuild)
        if _answer_requests(warehouse, steps):
            inputs = _inputs(project, warehouse, company, steps.ledger)
            _build(dbt_project, steps)
        _check(dbt_project, steps, inspected, inputs, accept_drift)
        _publish(warehouse, steps)
        steps.ledger.finish(steps.run_id, "published")
        console.print(steps.table())
        _what_next(warehouse, console)


def check_only(
    project: Path, warehouse: Warehouse, console: Console, *, accept_drift: str | None = None
) -> None:
    """Check the candidate as it is, built by whatever means.

    What it was built from is unknown here, so a later `weft run` will not take it for up to date.
    """
    variables = _variables_of_build(warehouse)
    with new_run(warehouse, "check", variables.get("run_at"), console) as steps:
        from weft.pipeline.dbt_project import DbtProject

        adopt(warehouse, steps.ledger)
        dbt_project = DbtProject(project, warehouse, variables)
        inspected = _inspect(dbt_project, steps, accept_drift)
        _check(dbt_project, steps, inspected, "", accept_drift)
        steps.ledger.finish(steps.run_id, "passed")
        console.print(steps.table())
        console.print("All gates passed. `weft publish` makes this candidate the publication.")


def _variables_of_build(warehouse: Warehouse) -> dict[str, str]:
    """Ask the candidate what moment and what company it was built for."""
    with databases.reading(warehouse) as connection:
        if BUILD not in databases.relations(connection):
            return {}
        columns = ", ".join(BUILD_VARIABLES.values())
        rows = connection.execute(f"select {columns} from {BUILD}").fetchall()
    if not rows:
        return {}
    run_at, *others = rows[0]
    return dict(zip(BUILD_VARIABLES, [as_text(run_at), *others], strict=True))


def publish_only(warehouse: Warehouse, console: Console) -> None:
    """Publish a candidate that has passed `weft check`."""
    with sole_writer(warehouse, "publish"), closing(Ledger(warehouse)) as ledger:
        finish_erasures(warehouse, ledger)
        adopt(warehouse, ledger)
        verdict, detail = publish(warehouse, ledger)
        console.print(f"[green]✓[/] published {detail}, as checked in run {verdict.run_id}")
        _what_next(warehouse, console)


def _land(
    project: Path,
    warehouse: Warehouse,
    source: Path,
    at: datetime,
    country: str | None,
    steps: Steps,
) -> None:
    from weft.landing import land
    from weft.privacy.retention import expire

    with steps.step("land") as step:
        result = land(warehouse, source, run_at=at, country=country, console=steps.console)
        steps.ledger.landed(steps.run_id, result.landed, result.rows, result.quarantined)
        step.detail = f"{result.landed:,} files, {result.rows:,} rows"
        if result.released:
            step.detail += f", {result.released:,} rows released"
        if result.quarantined:
            step.detail += f", {result.quarantined:,} rows in quarantine"
        if result.refused:
            step.detail += f", {result.refused:,} files refused"
        if result.erased:
            step.detail += f", {result.erased:,} rows of erased people left out"
        expired = expire(warehouse, project, at)
        if expired.rows or expired.files:
            step.detail += f", {expired.rows:,} rows and {expired.files:,} files expired"


def _inputs(project: Path, warehouse: Warehouse, company: Company, ledger: Ledger) -> str:
    """Fingerprint what the build is about to read, before it reads it."""
    with databases.reading(warehouse) as connection:
        landed = landed_state(connection)
    return inputs_state(project_state(project), landed, decided_state(ledger), company.variables())


# dbt and Great Expectations take seconds to import: only when there is something for them to do.
def _parse(
    project: Path, warehouse: Warehouse, variables: dict[str, str], on_step: OnStep
) -> "DbtProject":
    """Parse the dbt project, which takes seconds of one core, while files land with the other."""
    from weft.pipeline.dbt_project import DbtProject

    on_step("parsing", 1)
    parsed = DbtProject(project, warehouse, variables)
    _ = parsed.manifest  # kept by the object that is handed over
    return parsed


def _inspect(project: "DbtProject", steps: Steps, accept_drift: str | None) -> "list[CheckResult]":
    from weft.pipeline.inspect import inspect

    with steps.step("inspect") as step:
        found, step.detail = inspect(
            project, steps.ledger, steps.run_id, steps.console, accept_drift
        )
    return found


def _build(project: "DbtProject", steps: Steps, *, whole: bool = False) -> None:
    from weft.pipeline.build import build

    with steps.step("build") as step:
        step.detail = build(project, steps.ledger, steps.console, whole=whole)


def _answer_requests(warehouse: Warehouse, steps: Steps) -> bool:
    """Carry out what the privacy desk was asked for; say whether all must be built again."""
    from weft.privacy.requests import answer_requests

    with steps.step("requests") as step:
        answered = answer_requests(warehouse, steps.ledger)
        step.detail = (
            f"{len(answered.certificates)} people erased, {len(answered.exports)} exports written"
        )
        if answered.unclear:
            step.detail += f", left to you: {', '.join(answered.unclear)}"
    return bool(answered.certificates)


def _check(
    project: "DbtProject",
    steps: Steps,
    inspected: "list[CheckResult]",
    inputs: str,
    accept_drift: str | None,
) -> None:
    from weft.pipeline.check import check

    with steps.step("check") as step:
        step.detail = check(
            project,
            steps.ledger,
            steps.run_id,
            steps.console,
            inspected=inspected,
            inputs=inputs,
            accept_drift=accept_drift,
        )


def _publish(warehouse: Warehouse, steps: Steps) -> None:
    with steps.step("publish") as step:
        _, step.detail = publish(warehouse, steps.ledger)


def _what_next(warehouse: Warehouse, console: Console) -> None:
    """Say which file to open, what to ask it, and where the reports are."""
    with databases.published(warehouse) as connection:
        present = databases.relations(connection)
    example = next((query for table, query in EXAMPLES.items() if table in present), None)
    console.print()
    console.print(f"[bold]Open[/]     {escape(str(warehouse.published))}  (read-only, any BI tool)")
    console.print(f"[bold]Share[/]    {escape(str(warehouse.share))}  (without personal data)")
    if example:
        console.print(f"[bold]Ask[/]      {escape(example)}")
    console.print(f"[bold]Reports[/]  {escape(str(warehouse.reports))}")
    console.print("[bold]Later[/]    weft status")
