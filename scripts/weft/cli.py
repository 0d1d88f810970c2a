"""The `weft` command: thin functions over the package's own."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from weft.errors import WeftError
from weft.settings import Warehouse

DEFAULT_EXTRACTS = Path("sample/extracts")

app = typer.Typer(
    help="Weave every channel's customer data into one warehouse.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
bench = typer.Typer(help="Measure how fast Weft is on this machine.", no_args_is_help=True)
app.add_typer(bench, name="bench")
console = Console()

RunAt = Annotated[
    datetime | None,
    typer.Option(help="The moment the run speaks of, in UTC; by default now.", show_default=False),
]
Country = Annotated[
    str | None,
    typer.Option(help="Country, two letters, of numbers and addresses that name none."),
]


@app.callback()
def weft() -> None:
    """Weave every channel's customer data into one warehouse."""


@app.command()
def land(
    from_dir: Annotated[
        Path, typer.Option("--from", help="The folder the extracts were delivered to.")
    ] = DEFAULT_EXTRACTS,
    country: Country = None,
    run_at: RunAt = None,
    strict: Annotated[bool, typer.Option(help="End with 1 when a file was refused.")] = False,
) -> None:
    """Take new extracts into the warehouse, each file whole and once."""
    from weft.landing import land as land_files

    moment = run_at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    result = land_files(
        Warehouse.from_environment(), from_dir, run_at=moment, country=country, console=console
    )
    if strict and result.refused:
        raise typer.Exit(1)


@app.command()
def seeds() -> None:
    """Render the seeds that come from published lists again."""
    from weft.seeds import write_bot_user_agents

    console.print(f"seeds/bot_user_agents.csv: {write_bot_user_agents():,} rows")


def main() -> None:
    """Run the command line; what went wrong is told in words, with the cure."""
    try:
        app()
    except WeftError as error:
        problems = Console(stderr=True)
        problems.print(f"[bold red]weft:[/] {escape(str(error))}", highlight=False)
        if error.cure:
            problems.print(escape(error.cure), highlight=False)
        sys.exit(1)
