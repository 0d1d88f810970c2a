"""The account of a fetch, delivery by delivery, and how it is shown."""

from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.filesize import decimal
from rich.markup import escape
from rich.table import Table

from weft.errors import WeftError


@dataclass(frozen=True)
class Trouble:
    """What kept a file, or a whole delivery where no path is named, from being fetched."""

    delivery: str
    path: str
    why: str
    cure: str


@dataclass
class DeliveryResult:
    """What a fetch did for one delivery; `size` is that of the files fetched, in bytes."""

    name: str
    fetched: int = 0
    size: int = 0
    known: int = 0
    waiting: list[str] = field(default_factory=list)
    archived: int = 0
    troubles: list[Trouble] = field(default_factory=list)

    def add_trouble(self, path: str, error: WeftError) -> None:
        """Enter why a file was not fetched."""
        self.troubles.append(Trouble(self.name, path, str(error), error.cure))


@dataclass(frozen=True)
class FetchResult:
    """The account of one fetch; `unarchived` says why nothing was archived, or is empty."""

    folder: Path
    deliveries: tuple[DeliveryResult, ...]
    unarchived: str = ""

    @property
    def fetched(self) -> int:
        """Number of files fetched now."""
        return sum(each.fetched for each in self.deliveries)

    @property
    def troubles(self) -> list[Trouble]:
        """Everything that went wrong."""
        return [trouble for each in self.deliveries for trouble in each.troubles]


def show(result: FetchResult, console: Console) -> None:
    """Print what came in by delivery, what did not and why, and what to do next."""
    table = Table(title="Fetched", title_justify="left")
    table.add_column("delivery")
    for name in ("files", "bytes", "fetched before", "not complete", "archived", "failed"):
        table.add_column(name, justify="right")
    for each in result.deliveries:
        numbers = (each.known, len(each.waiting), each.archived, len(each.troubles))
        size = decimal(each.size) if each.fetched else "·"
        table.add_row(each.name, _number(each.fetched), size, *map(_number, numbers))
    console.print(table)
    if result.troubles:
        console.print(_troubles(result.troubles))
    if result.unarchived:
        console.print(f"Nothing was archived: {escape(result.unarchived)}", highlight=False)
    console.print(_next_step(result), highlight=False)


def _number(number: int) -> str:
    return f"{number:,}" if number else "·"


def _troubles(troubles: list[Trouble]) -> Table:
    shown = Table(title="Failed", title_style="bold red", title_justify="left")
    for name in ("delivery", "file", "why", "what to do"):
        shown.add_column(name, overflow="fold")
    for trouble in troubles:
        shown.add_row(
            trouble.delivery, escape(trouble.path), escape(trouble.why), escape(trouble.cure)
        )
    return shown


def _next_step(result: FetchResult) -> str:
    if result.troubles:
        return "Cure what failed and run [bold]weft fetch[/] again; the rest is in."
    if result.fetched:
        return f"Next: [bold]weft run --from {escape(str(result.folder))}[/]"
    if any(each.waiting for each in result.deliveries):
        return "Nothing is complete yet; fetch again later."
    return "Nothing new."
