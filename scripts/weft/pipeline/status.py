"""`weft status`: what is published, how the last runs went, how fresh each source is."""

from collections.abc import Sequence
from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from weft.errors import WeftError
from weft.pipeline import databases
from weft.pipeline.ledger import Ledger
from weft.pipeline.lock import writer_now
from weft.settings import Warehouse

RUNS_SHOWN = 5
NUMBERS = ("rows", "tables", "files", "set aside", "refused")
WORDS = ("reason", "claim", "source", "owner")  # columns that may wrap
COLOURS = {"published": "green", "up to date": "green", "passed": "green", "running": "yellow"}

_SOURCES = """
select
    source_name,
    count(distinct table_name) as tables,
    count(*) filter (where status = 'landed') as files,
    sum(rows_landed) as landed,
    sum(rows_quarantined) as quarantined,
    count(*) filter (where status = 'refused') as refused,
    max(delivered_on) filter (where status <> 'refused') as newest
from landing.files
group by source_name
order by source_name nulls last
"""
_TABLES = """
select schema_name || '.' || table_name, estimated_size
from duckdb_tables() where not internal order by schema_name, table_name
"""


def status(warehouse: Warehouse, console: Console) -> None:
    """Print the state of the warehouse; nothing is written and no run is disturbed."""
    writer = writer_now(warehouse)
    if writer:
        console.print(f"[yellow]A run is on:[/] {escape(writer)}\n")
    _published(warehouse, console)
    if warehouse.ledger.exists():
        ledger = Ledger(warehouse)
        try:
            _runs(ledger, console)
            _failures(ledger, console)
        finally:
            ledger.close()
    _sources(warehouse, console)


def _published(warehouse: Warehouse, console: Console) -> None:
    found = databases.publication(warehouse)
    if found is None:
        console.print("[bold]Nothing is published yet.[/] `weft run` publishes.\n")
        return
    with databases.published(warehouse) as connection:
        tables = connection.execute(_TABLES).fetchall()
    size = warehouse.published.stat().st_size / 2**20
    console.print(
        f"[bold]Published[/] {escape(str(warehouse.published))} ({size:,.1f} MiB)\n"
        f"run {found.run_id}, as of {found.run_at}, published at {found.published_at[:19]} UTC"
    )
    _print(console, "", ["table", "rows"], [(name, f"{rows:,}") for name, rows in tables])


def _runs(ledger: Ledger, console: Console) -> None:
    _print(
        console,
        "Last runs",
        ["run", "as of", "status", "rows", "reason"],
        [
            (
                run.run_id,
                (run.run_at or "")[:16],
                f"[{COLOURS.get(run.status, 'red')}]{run.status}[/]",
                "" if run.rows_landed is None else f"{run.rows_landed:,}",
                escape((run.reason or "").splitlines()[0]) if run.reason else "",
            )
            for run in ledger.last_runs(RUNS_SHOWN)
        ],
    )


def _failures(ledger: Ledger, console: Console) -> None:
    rows = [
        (
            escape(str(gate)),
            escape(str(relation)),
            escape(str(claim)),
            status,
            "" if failures is None else f"{failures:,}",
            escape(owner or ""),
        )
        for gate, relation, claim, status, failures, owner in ledger.open_findings()
    ]
    if rows:
        _print(
            console,
            "Open findings of the last check",
            ["gate", "table", "claim", "status", "rows", "owner"],
            rows,
        )


def _sources(warehouse: Warehouse, console: Console) -> None:
    if not warehouse.candidate.exists():
        return
    try:
        with databases.reading(warehouse) as connection:
            rows = connection.execute(_SOURCES).fetchall()
    except (WeftError, duckdb.CatalogException):
        console.print("The landing ledger is in use; ask for the sources again after the run.")
        return
    _print(
        console,
        "Sources",
        ["source", "tables", "files", "rows", "set aside", "refused", "newest"],
        [
            (
                source or "(no source knows it)",
                tables,
                files,
                f"{landed:,}",
                f"{quarantined:,}",
                refused,
                newest or "never",
            )
            for source, tables, files, landed, quarantined, refused, newest in rows
        ],
    )


def _print(
    console: Console, title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    table = Table(title=title or None, title_justify="left", box=None, padding=(0, 2))
    for heading in headings:
        table.add_column(
            heading,
            justify="right" if heading in NUMBERS else "left",
            no_wrap=heading not in WORDS,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*map(str, row))
    console.print(table)
    console.print()
