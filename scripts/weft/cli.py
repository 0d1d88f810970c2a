"""The `weft` command: thin functions over the package's own."""

import typer

app = typer.Typer(
    help="Weave every channel's customer data into one warehouse.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def weft() -> None:
    """Weave every channel's customer data into one warehouse."""


def main() -> None:
    """Run the command line."""
    app()
