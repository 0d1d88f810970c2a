"""The gates: dbt's tests, the expectation suites and drift, all of them on one candidate."""

from collections.abc import Sequence
from functools import partial

import duckdb
from rich.console import Console

from weft.gates.dbt_tests import as_check
from weft.gates.drift import bound
from weft.gates.exceptions import excused, read_exceptions
from weft.gates.expectations import run_expectations
from weft.gates.results import CheckResult, is_key
from weft.gates.suites import Candidate, Expectation, read_suites
from weft.pipeline import databases
from weft.pipeline.beside import OnStep, Task, side_by_side
from weft.pipeline.conclude import accepting, conclude, day_of
from weft.pipeline.dbt_project import DbtProject
from weft.pipeline.fingerprint import candidate_state, project_state
from weft.pipeline.ledger import Ledger, Verdict
from weft.pipeline.steps import progress
from weft.settings import Warehouse

SUITES = "scripts/weft/gates/suites"


def check(
    project: DbtProject,
    ledger: Ledger,
    run_id: str,
    console: Console,
    *,
    inspected: Sequence[CheckResult],
    inputs: str = "",
    accept_drift: str | None = None,
) -> str:
    """Ask every check, enter the answers in the ledger, and say how many there were.

    Unit tests speak of the project alone: one that has passed them is not asked again. `inspected`
    is what was found of the deliveries before the build.
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
    answers = [
        *inspected,
        *_public_tables(project),
        *found["data tests"],
        *unit_tests,
        *asked,
        *expected,
    ]
    answers += unanswered(project, answers)
    results = excused(answers, exceptions, day_of(project))
    if asked and all(result.status == "passed" for result in asked):
        ledger.prove(state, run_id)
    detail = conclude(project, ledger, run_id, "check", results, pages, console)
    ledger.approve(
        candidate_state(project.warehouse),
        Verdict(run_id, project.variables.get("run_at", ""), inputs, project.public_relations()),
    )
    return detail


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
    checks = read_suites(project.root / SUITES, candidate)
    drift = _against_last_publication(project.warehouse, [c for c in checks if c.is_drift])
    bounded = [*(c for c in checks if not c.is_drift), *accepting(drift, accept_drift)]
    keys = {table: [name for name in names if is_key(name)] for table, names in columns.items()}
    return partial(run_expectations, project.warehouse.candidate, bounded, keys, run_id)


def _against_last_publication(
    warehouse: Warehouse, checks: Sequence[Expectation]
) -> list[Expectation]:
    """Give the drift checks their bounds; without a publication to compare with they fall away."""
    published = (
        duckdb.connect(str(warehouse.published), read_only=True)
        if warehouse.published.exists()
        else None
    )
    try:
        bounded = [bound(check, published) for check in checks]
    finally:
        if published:
            published.close()
    return [check for check in bounded if check is not None]
