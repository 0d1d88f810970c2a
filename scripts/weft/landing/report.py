"""What the person who lands sees: progress while it runs, and the account at the end."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from weft.landing.preparation import Prepared
from weft.landing.result import LandingResult, Outcome

_COUNTED = (
    *("files", "rows", "quarantined", "ignored", "erased"),
    *("already landed", "empty", "refused"),
)


def show_progress(
    files: Iterator[Prepared], total: int, console: Console | None
) -> Iterator[Prepared]:
    """Yield the files, moving a bar by their size; `total` is that of all of them."""
    if console is None:
        yield from files
        return
    progress = Progress(
        TextColumn("landing"),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
        console=console,
        transient=True,
    )
    with progress:
        task = progress.add_task("", total=total)
        for prepared in files:
            file = prepared.claimed.file
            progress.update(task, description=escape(file.path[-50:]))
            yield prepared
            progress.advance(task, file.size)


def show_summary(result: LandingResult, console: Console) -> None:
    """Print what came in per table, and what was refused and why."""
    console.print(_tables(result.outcomes))
    if refused := result.with_status("refused"):
        console.print(_refusals(refused))
    if unknown := _unknown_columns(result.outcomes):
        console.print(unknown)
    for outcome in result.with_status("empty"):
        console.print(f"[yellow]empty[/] {escape(outcome.entry.path)}: {outcome.entry.reason}")


def _tables(outcomes: Sequence[Outcome]) -> Table:
    shown = Table(title="Landed", title_justify="left")
    shown.add_column("table")
    for name in _COUNTED:
        shown.add_column(name, justify="right")
    by_table: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_table.setdefault(outcome.table or "(no contract)", []).append(outcome)
    for table, group in sorted(by_table.items()):
        shown.add_row(table, *_counts(group))
    shown.add_section()
    shown.add_row("all", *_counts(outcomes), style="bold")
    return shown


def _counts(group: Sequence[Outcome]) -> list[str]:
    entries = [outcome.entry for outcome in group]
    status = [outcome.status for outcome in group]
    numbers = [
        status.count("landed"),
        sum(entry.rows_landed for entry in entries),
        sum(entry.rows_quarantined for entry in entries),
        sum(entry.rows_ignored for entry in entries),
        sum(entry.rows_erased for entry in entries),
        status.count("skipped") + status.count("known"),
        status.count("empty"),
        status.count("refused"),
    ]
    return [f"{number:,}" if number else "·" for number in numbers]


def _refusals(refused: Sequence[Outcome]) -> Table:
    shown = Table(title="Refused", title_style="bold red", title_justify="left")
    shown.add_column("file", overflow="fold")
    shown.add_column("why", overflow="fold")
    shown.add_column("what to do", overflow="fold")
    for outcome in refused:
        shown.add_row(
            escape(outcome.entry.path), escape(outcome.entry.reason or ""), escape(outcome.cure)
        )
    return shown


def _unknown_columns(outcomes: Sequence[Outcome]) -> Table | None:
    by_table: dict[str, dict[str, int]] = {}
    for outcome in outcomes:
        for name in outcome.entry.unknown_columns:
            seen = by_table.setdefault(outcome.table, {})
            seen[name] = seen.get(name, 0) + 1
    if not by_table:
        return None
    shown = Table(title="Columns no contract knows, kept in _extra_columns", title_justify="left")
    shown.add_column("table")
    shown.add_column("column (files)", overflow="fold")
    for table, names in sorted(by_table.items()):
        listed = ", ".join(f"{name} ({count})" for name, count in sorted(names.items()))
        shown.add_row(table, escape(listed))
    return shown


def next_step(result: LandingResult) -> str:
    """Say what to do after a landing that was asked for on its own."""
    if result.refused:
        return "Cure the refused files and run [bold]weft land[/] again; the others are in."
    if result.quarantined:
        return (
            "Rows were set aside: [bold]weft quarantine list[/]. "
            "[bold]weft run[/] builds with the rest."
        )
    if not result.landed:
        return "Nothing new."
    return "Next: [bold]weft run[/] builds, checks and publishes."
