"""The report of one run, as a page to look at: what came, what was refused, changed and found.

It holds counts, reasons and keys, and nothing that a record says.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from weft.errors import WeftError
from weft.gates.results import CheckResult
from weft.pages import page
from weft.pipeline import databases
from weft.pipeline.ledger import Ledger
from weft.private_files import private_file
from weft.settings import Warehouse

STATUSES = ("passed", "warned", "failed", "not run")

# What a run is told by, asked of the candidate; a project without the table does not have it.
FIGURES = {
    "customers": "count(*) from marts.dim_customer where customer_kind = 'customer'",
    "prospects": "count(*) from marts.dim_customer where customer_kind = 'prospect'",
    "households": "count(*) from marts.dim_household",
    "records of people": "count(*) from marts.customer_records",
    "records linked to others": "sum(record_count) from marts.dim_customer where record_count > 1",
    "orders": "count(*) from marts.fct_orders where is_counted",
    "net revenue": "sum(net_revenue_amount) from marts.fct_orders where is_counted",
    "touchpoints": "count(*) from marts.fct_touchpoints",
    "conversions": "count(*) from marts.fct_conversions",
}
CREDIT = """
select 'credit, ' || replace(attribution_model, '_', ' '), sum(credited_amount)
from marts.fct_attribution group by attribution_model order by attribution_model
"""
CAME = """
with batch as (select batch_id from landing.batches where started_at >= $begun)
select
    coalesce(source_name, 'no contract') as source_name,
    count(*) filter (where batch_id in (from batch) and status = 'landed') as files,
    count(*) filter (where batch_id in (from batch) and status = 'refused') as refused,
    coalesce(sum(rows_landed) filter (where batch_id in (from batch)), 0)::bigint as rows_landed,
    coalesce(sum(rows_quarantined) filter (where batch_id in (from batch)), 0)::bigint
        as rows_quarantined,
    max(delivered_on) filter (where status in ('landed', 'skipped')) as last_delivered_on
from landing.files group by source_name order by source_name
"""
REFUSED = """
select path, reason from landing.files
where status = 'refused' and batch_id in (
    select batch_id from landing.batches where started_at >= $begun
)
order by path
"""
SET_ASIDE = """
select path, reason, count(*) as row_count from landing.quarantine where state = 'open'
group by path, reason order by row_count desc, path, reason
"""


@dataclass(frozen=True)
class Change:
    """A figure now and in the last publication, None where it was not known then."""

    name: str
    now: float
    before: float | None

    @property
    def ratio(self) -> float | None:
        """By how much it has changed, as a part of what it was."""
        return (self.now - self.before) / self.before if self.before else None


def report_path(warehouse: Warehouse, run_id: str) -> Path:
    """Give the place of a run's report."""
    return warehouse.reports / f"run-{run_id}.html"


def write_report(warehouse: Warehouse, ledger: Ledger, run_id: str) -> Path:
    """Write the report of a run that has ended, readable for its owner alone, and say where."""
    run = ledger.run(run_id)
    steps = ledger.steps(run_id)
    came: list[databases.Row] = []
    refused: list[databases.Row] = []
    set_aside: list[databases.Row] = []
    with suppress(WeftError, duckdb.CatalogException), databases.reading(warehouse) as connection:
        if any(step.name == "build" and step.status == "passed" for step in steps):
            ledger.record_figures(run_id, _figures(connection))
        begun = {"begun": run.started_at}
        came = databases.named_rows(connection, CAME, begun)
        refused = databases.named_rows(connection, REFUSED, begun)
        set_aside = databases.named_rows(connection, SET_ASIDE)
    checks = ledger.checks(run_id)
    html = page(
        __name__,
        "run.html",
        run=run,
        steps=steps,
        came=came,
        refused=refused,
        set_aside=set_aside,
        changes=_changes(ledger, run_id),
        revenue=ledger.published_figures("net revenue"),
        statuses=[(name.replace(" ", "-"), _count(checks, name)) for name in STATUSES],
        gates=_by_gate(checks),
        findings=sorted(
            (each for each in checks if each.status != "passed"),
            key=lambda each: (not each.blocks, each.gate, each.relation, each.claim),
        ),
    )
    target = report_path(warehouse, run_id)
    with private_file(target) as file:
        file.write(html)
    return target


def _figures(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, asked in FIGURES.items():
        with suppress(duckdb.CatalogException, duckdb.BinderException):
            figures[name] = float(connection.execute(f"select {asked}").fetchall()[0][0] or 0)
    with suppress(duckdb.CatalogException, duckdb.BinderException):
        figures |= {name: float(amount) for name, amount in connection.execute(CREDIT).fetchall()}
    return figures


def _changes(ledger: Ledger, run_id: str) -> list[Change]:
    """Hold a run's figures against those of the last publication before it."""
    before = ledger.figures_before(run_id)
    return [Change(name, now, before.get(name)) for name, now in ledger.figures(run_id).items()]


def _count(checks: Sequence[CheckResult], status: str) -> int:
    return sum(check.status == status for check in checks)


def _by_gate(checks: Sequence[CheckResult]) -> list[tuple[str, list[int]]]:
    counts: dict[str, Counter[str]] = {}
    for check in checks:
        counts.setdefault(check.gate, Counter())[check.status] += 1
    return [(gate, [found[name] for name in STATUSES]) for gate, found in sorted(counts.items())]
