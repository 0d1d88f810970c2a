"""What `weft quarantine` prints: without a word of the rows, unless asked for."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from weft.landing.quarantine import QuarantinedRow
from weft.pipeline import databases
from weft.settings import Warehouse
from weft.steward.quarantine import (
    RefusedFile,
    decisions_of,
    open_reasons,
    refused_file,
    rows_named,
)
from weft.steward.quarantined_cells import contracts_by_name, reading, shown


def show_open(warehouse: Warehouse, console: Console) -> None:
    """List what waits for a decision by file and reason, and say what can be done."""
    reasons = open_reasons(warehouse)
    if not reasons:
        console.print("Nothing is set aside: every row landed, or was decided on.")
        return
    table = Table(title="Open", title_justify="left")
    for name in ("item", "file", "reason"):
        table.add_column(name, overflow="fold")
    table.add_column("rows", justify="right")
    table.add_column("lines", justify="right")
    for each in reasons:
        lines = f"{each.first_line}-{each.last_line}" if each.rows > 1 else f"{each.first_line}"
        table.add_row(
            each.item,
            escape(each.path),
            escape(each.reason),
            f"{each.rows:,}" if each.rows else "all",
            lines if each.rows else "",
        )
    console.print(table)
    console.print(
        "Deliver a corrected file, or decide: [bold]weft quarantine show ITEM[/], then "
        "[bold]release[/] or [bold]discard[/].",
        highlight=False,
    )


def show_items(
    warehouse: Warehouse, items: Sequence[str], console: Console, *, values: bool
) -> None:
    """Show each row's place, reason and decision; with `values`, what it says and seems to mean."""
    decisions = decisions_of(warehouse)
    table = Table()
    for name in ("item", "file", "reason", "state", "decided"):
        table.add_column(name, overflow="fold")
    with databases.reading(warehouse) as connection:
        files = [file for item in items if (file := refused_file(connection, item))]
        refused = {file.item for file in files}
        rows = rows_named(connection, [item for item in items if item not in refused])
    asked: list[RefusedFile | QuarantinedRow] = [*files, *rows]
    for each in asked:
        decision = decisions.get(each.row)
        told = (
            f"{decision.decided_at[:16]} by {decision.decided_by}: {decision.why}"
            if decision
            else ""
        )
        table.add_row(each.item, escape(each.path), escape(each.reason), each.state, escape(told))
    console.print(table)
    if not values:
        console.print("What the rows say is personal data: it is shown with [bold]--values[/].")
        return
    contracts = contracts_by_name()
    for row in rows:
        console.print(f"\n[bold]{row.item}[/] {escape(row.contract)}")
        console.print(escape(row.raw_text), highlight=False, soft_wrap=True)
        for name, value in reading(row, contracts).cells.items():
            console.print(f"  {escape(name)} = {escape(shown(value))}", highlight=False)
