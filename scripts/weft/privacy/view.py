"""What somebody sees who erases: what was found, and what came of it, without a word of whom."""

from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from weft.errors import WeftError
from weft.privacy.person import Found


def confirmed(found: Found, console: Console, *, yes: bool) -> bool:
    """Show what is held, by place, and ask whether it shall go, unless that was said already.

    Errors: WeftError where nobody sits at a terminal to answer.
    """
    shown = Table(title="Held", title_justify="left")
    shown.add_column("place")
    shown.add_column("found", justify="right")
    for place, count in found.places.items():
        shown.add_row(place, f"{count:,}")
    console.print(shown)
    if found.namesakes:
        console.print(
            "Of the same name at the same postcode, and left alone unless they are named as well: "
            + ", ".join(found.namesakes),
            highlight=False,
        )
    if yes:
        return True
    if not console.is_terminal:
        raise WeftError("Nobody can be asked here.", "Say it with --yes.")
    return typer.confirm("Remove all of it for good?", default=False)


def show_certificates(written: Sequence[Path], console: Console) -> None:
    """Name the certificates and say what comes next."""
    if not written:
        console.print("Nothing was removed.")
        return
    for path in written:
        console.print(f"Certificate: {path}", highlight=False, soft_wrap=True)
    console.print("The publication is without them. Its sums follow with the next: weft run")
