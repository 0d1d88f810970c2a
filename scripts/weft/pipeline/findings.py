"""What the gates found, on the console: one block a finding, readable in eighty columns."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from weft.gates.results import CheckResult

SHOWN = 25  # findings on the console; the report has them all


def show_findings(results: Sequence[CheckResult], console: Console) -> None:
    """Print every check that did not pass, those that block first; nothing when all passed."""
    findings = [result for result in results if result.status != "passed"]
    if not findings:
        return
    findings.sort(key=lambda result: (not result.blocks, result.gate, result.relation))
    console.print("[bold]What the gates found[/]")
    blocks = Table.grid(padding=(0, 2))
    blocks.add_column(no_wrap=True)
    blocks.add_column(overflow="fold")
    for result in findings[:SHOWN]:
        blocks.add_row(
            f"[{'red' if result.blocks else 'yellow'}]{result.status}[/]",
            escape("\n".join([result.claim, _place(result), *result.sample_keys, ""])),
        )
    console.print(blocks)
    if len(findings) > SHOWN:
        console.print(f"… and {len(findings) - SHOWN} more in the report.")


def _place(result: CheckResult) -> str:
    """Say where a finding is, how large it is, which gate found it and whose it is."""
    rows = {None: "", 1: ", 1 row"}.get(result.failures, f", {result.failures} rows")
    owner = f", owner: {result.owner}" if result.owner else ""
    return f"{result.relation}{rows} ({result.gate}{owner})"
