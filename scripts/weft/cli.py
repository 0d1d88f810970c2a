"""The `weft` command: thin functions over the package's own."""

import typer

from weft.seeds import write_bot_user_agents

app = typer.Typer(
    help="Weave every channel's customer data into one warehouse.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def weft() -> None:
    """Weave every channel's customer data into one warehouse."""


@app.command()
def seeds() -> None:
    """Render the seeds that come from published lists again."""
    typer.echo(f"seeds/bot_user_agents.csv: {write_bot_user_agents():,} rows")


def main() -> None:
    """Run the command line."""
    app()
