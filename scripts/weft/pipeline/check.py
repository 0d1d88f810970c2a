"""The gates: dbt's tests, the expectation suites and drift, all of them on one candidate."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
from rich.console import Console

from weft.errors import WeftError
from weft.gates import data_docs
from weft.gates.dbt_tests import as_check
from weft.gates.drift import bound
from weft.gates.expectations import Pages, data_source, run_expectations
from weft.gates.results import CheckResult, is_key
from weft.gates.suites import Candidate, Expectation, read_suites
from weft.pipeline import databases
from weft.pipeline.dbt_project import DbtProject
from weft.pipeline.findings import show_findings
from weft.pipeline.fingerprint import candidate_state
from weft.pipeline.ledger import Ledger, Verdict
from weft.pipeline.steps import progress
from weft.settings import Warehouse
from weft.warehouse import connect

SUITES = "scripts/weft/gates/suites"
MEMORY_LIMIT = "1GB"


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

    When all gates pass, the ledger approves exactly this state of the candidate. `accept_drift` is
    the reason why a drift from the last publication is right this time; it turns those checks into
    warnings. Raises GateError when a check fails or cannot run.
    """
    results = [*_public_tables(project), *_dbt_tests(project, console)]
    expected, pages = _expectations(project, run_id, console, accept_drift)
    results += expected
    data_docs.write(report_folder(project.warehouse), results, pages, run_id)
    blocking = [result for result in results if result.blocks]
    warned = sum(result.status == "warned" for result in results)
    detail = (
        f"{len(blocking)} of {len(results)} checks failed"
        if blocking
        else f"{len(results)} checks passed" + (f", {warned} with a warning" if warned else "")
    )
    ledger.record_checks(run_id, results)
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


def _dbt_tests(project: DbtProject, console: Console) -> list[CheckResult]:
    with progress(console) as display:
        task = display.add_task("dbt tests", total=None)

        def show(name: str, total: int) -> None:
            display.update(task, description=name, total=total, advance=1)

        results = project.run(["test"], show)
    with databases.reading(project.warehouse) as connection:
        return [as_check(result, project.manifest, connection) for result in results]


def _expectations(
    project: DbtProject, run_id: str, console: Console, accept_drift: str | None
) -> tuple[list[CheckResult], Pages]:
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
    with (
        progress(console) as display,
        data_source(project.warehouse.candidate, MEMORY_LIMIT) as source,
    ):
        task = display.add_task("expectations", total=None)

        def show(table: str, total: int) -> None:
            display.update(task, description=table, total=total, advance=1)

        return run_expectations(source, bounded, keys, run_id, show)


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
