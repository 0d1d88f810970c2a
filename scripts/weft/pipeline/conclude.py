"""What checks come to, whenever they are asked: the ledger, the report, the console, the end."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console

from weft.errors import WeftError
from weft.gates import data_docs
from weft.gates.expectations import Pages
from weft.gates.results import CheckResult
from weft.gates.suites import Expectation
from weft.pipeline.dbt_project import DbtProject
from weft.pipeline.findings import show_findings
from weft.pipeline.ledger import Ledger
from weft.settings import Warehouse
from weft.warehouse import connect


class GateError(WeftError):
    """At least one gate failed; nothing may be published."""


def accepting(checks: Sequence[Expectation], reason: str | None) -> list[Expectation]:
    """Let checks only warn, for a reason that is given this time; without one they stay."""
    if not reason:
        return list(checks)
    said = f"Accepted in this run: {reason}"
    return [replace(each, severity="warn", reason=f"{each.reason} {said}") for each in checks]


def conclude(
    project: DbtProject,
    ledger: Ledger,
    run_id: str,
    step: str,
    results: Sequence[CheckResult],
    pages: Pages,
    console: Console,
) -> str:
    """Enter results in the ledger, write and show them, and say how many there were.

    Raises GateError when a check failed or could not run.
    """
    blocking = sum(result.blocks for result in results)
    warned = sum(result.status == "warned" for result in results)
    detail = (
        f"{blocking} of {len(results)} checks failed"
        if blocking
        else f"{len(results)} checks passed" + (f", {warned} with a warning" if warned else "")
    )
    data_docs.write(report_folder(project.warehouse), results, pages, run_id)
    ledger.record_checks(run_id, results)
    # Entered here already: this is what the published file will tell of its own check.
    ledger.end_step(run_id, step, "failed" if blocking else "passed", detail)
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
    return detail


def report_folder(warehouse: Warehouse) -> Path:
    """Give the folder of the report on the gates."""
    return warehouse.reports / "data_docs"


def day_of(project: DbtProject) -> date:
    """Give the day the run speaks of; the clock's where the candidate does not say."""
    run_at = project.variables.get("run_at")
    return datetime.fromisoformat(run_at).date() if run_at else datetime.now(UTC).date()
