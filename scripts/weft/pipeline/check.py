"""The gates: dbt's tests, the expectation suites and drift, all of them on one candidate."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import duckdb
from rich.console import Console

from weft.errors import WeftError
from weft.gates import data_docs
from weft.gates.dbt_tests import as_check
from weft.gates.drift import bound
from weft.gates.exceptions import excused, read_exceptions
from weft.gates.expectations import run_expectations
from weft.gates.results import CheckResult, is_key
from weft.gates.suites import Candidate, Expectation, read_suites
from weft.pipeline import databases
from weft.pipeline.beside import OnStep, Task, side_by_side
from weft.pipeline.dbt_project import DbtProject
from weft.pipeline.findings import show_findings
from weft.pipeline.fingerprint import candidate_state, project_state
from weft.pipeline.ledger import Ledger, Verdict
from weft.pipeline.steps import progress
from weft.settings import Warehouse
from weft.warehouse import connect

SUITES = "scripts/weft/gates/suites"


class GateError(WeftError):
    """At least one gate failed; nothing may be published."""


def check(
    project: DbtProject,
    ledger: Ledger,
    run_id: str,
    console: Console,
    *,
    inputs: str = "",
    accept_drift: str | None = None,
) -> str:
    """Ask every check, enter the answers in the ledger, and say how many there were.

    Unit tests speak of the project alone: one that has passed them is not asked again.
    When all gates pass, the ledger approves exactly this state of the candidate. `accept_drift` is
    the reason why a drift from the last publication is right this time; it turns those checks into
    warnings. Raises GateError when a check fails or cannot run.
    """
    exceptions = read_exceptions(project.root)
    state = project_state(project.root)
    unit_tests = ledger.proof(state)
    # Python for the most part, so a process more is a core more.
    halves = [] if unit_tests else _in_halves(project.unit_tests())
    unasked: dict[str, Task] = {
        f"unit tests {half}": partial(_dbt_tests, project.reading(f"unit_tests_{half}"), names)
        for half, names in enumerate(halves, start=1)
    }
    tasks: dict[str, Task] = {
        "data tests": partial(_dbt_tests, project.reading("data_tests"), ["test_type:data"]),
        "expectations": _expectations(project, run_id, accept_drift),
        **unasked,
    }
    with progress(console) as display:
        shown = {name: display.add_task(name, total=None) for name in tasks}

        def show(name: str, step: str, total: int) -> None:
            display.update(shown[name], description=f"{name}: {step}", total=total, advance=1)

        found = side_by_side(tasks, show)
    expected, pages = found["expectations"]
    asked = [result for name in unasked for result in found[name]]
    answers = [*_public_tables(project), *found["data tests"], *unit_tests, *asked, *expected]
    answers += unanswered(project, answers)
    results = excused(answers, exceptions, _day(project))
    data_docs.write(report_folder(project.warehouse), results, pages, run_id)
    blocking = [result for result in results if result.blocks]
    warned = sum(result.status == "warned" for result in results)
    detail = (
        f"{len(blocking)} of {len(results)} checks failed"
        if blocking
        else f"{len(results)} checks passed" + (f", {warned} with a warning" if warned else "")
    )
    ledger.record_checks(run_id, results)
    if asked and all(result.status == "passed" for result in asked):
        ledger.prove(state, run_id)
    # Entered here already: this is what the published file will tell of its own check.
    ledger.end_step(run_id, "check", "failed" if blocking else "passed", detail)
    with connect(project.warehouse) as connection:
        ledger.mirror(connection)
        connection.execute("checkpoint")
    show_findings(results, console)
    if blocking:
        raise GateError(
            f"{detail}; nothing was published, and the last publication stays.",
            f"Every finding, with its reason and owner: "
            f"{report_folder(project.warehouse) / 'index.html'}",
        )
    ledger.approve(
        candidate_state(project.warehouse),
        Verdict(run_id, project.variables.get("run_at", ""), inputs, project.public_relations()),
    )
    return detail


def report_folder(warehouse: Warehouse) -> Path:
    """Give the folder of the report on the gates."""
    return warehouse.reports / "data_docs"


def _public_tables(project: DbtProject) -> list[CheckResult]:
    """Check that everything to be published is there; dbt does not miss a table never built."""
    with databases.reading(project.warehouse) as connection:
        present = databases.relations(connection)
    return [
        CheckResult(
            check_id=f"exists.{relation}",
            gate="contract",
            suite="contract",
            relation=relation,
            claim="the public table is there",
            severity="error",
            status="passed" if relation in present else "failed",
        )
        for relation in project.public_relations()
    ]


def _day(project: DbtProject) -> date:
    """Give the day the run speaks of; the clock's where the candidate does not say."""
    run_at = project.variables.get("run_at")
    return datetime.fromisoformat(run_at).date() if run_at else datetime.now(UTC).date()


def unanswered(project: DbtProject, answers: Sequence[CheckResult]) -> list[CheckResult]:
    """Find tests of the project that gave no answer: what was not asked has not passed."""
    answered = {result.check_id for result in answers}
    return [
        CheckResult(
            check_id=check_id,
            gate="contract",
            suite="contract",
            relation=check_id.split(".")[2],
            claim="the test was asked",
            severity="error",
            status="not run",
        )
        for check_id in project.tests()
        if check_id not in answered
    ]


def _in_halves(names: Sequence[str]) -> list[Sequence[str]]:
    """Share names out in two lists of one length about, none of them empty."""
    return [half for half in (names[::2], names[1::2]) if half]


def _dbt_tests(project: DbtProject, selection: Sequence[str], on_step: OnStep) -> list[CheckResult]:
    results = project.run(["test", "--select", *selection], on_step)
    with databases.reading(project.warehouse) as connection:
        return [as_check(result, project.manifest, connection) for result in results]


def _expectations(project: DbtProject, run_id: str, accept_drift: str | None) -> Task:
    """Read the suites, so that a fault in one is told at once; what is left is to run them."""
    with databases.reading(project.warehouse) as connection:
        columns = databases.relations(connection)
    candidate = Candidate(
        tables=frozenset(columns),
        sources=project.source_columns(),
        personal=frozenset(project.personal_columns()),
    )
    expectations = read_suites(project.root / SUITES, candidate)
    bounded = _against_last_publication(project.warehouse, expectations, accept_drift)
    keys = {table: [name for name in names if is_key(name)] for table, names in columns.items()}
    return partial(run_expectations, project.warehouse.candidate, bounded, keys, run_id)


def _against_last_publication(
    warehouse: Warehouse, expectations: Sequence[Expectation], accept_drift: str | None
) -> list[Expectation]:
    """Give the drift checks their bounds; without a publication to compare with they fall away."""
    published = (
        duckdb.connect(str(warehouse.published), read_only=True)
        if warehouse.published.exists()
        else None
    )
    try:
        bounded = [
            bound(expectation, published) if expectation.is_drift else expectation
            for expectation in expectations
        ]
    finally:
        if published:
            published.close()
    return [
        replace(
            expectation,
            severity="warn",
            reason=f"{expectation.reason} Accepted in this run: {accept_drift}",
        )
        if accept_drift and expectation.gate == "drift"
        else expectation
        for expectation in bounded
        if expectation is not None
    ]
