"""Building models from rows that a benchmark draws, against sorting their result once."""

import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from weft.bench.apart import apart
from weft.bench.built import Built, build
from weft.bench.empty import empty_warehouse, project_of
from weft.bench.memory import peak_gib
from weft.settings import Warehouse
from weft.warehouse import connect


@dataclass(frozen=True)
class Drawn:
    """What is drawn, built and sorted.

    Attributes:
        what: The rows that are counted, in a word or two.
        rows: For each input table a query of its rows, which may ask `getvariable('size')`.
        built_from: Selection of the models that are built empty, the inputs among them.
        built: Selection of the models that are measured.
        sorted_rows: Query of the counted rows, in order.
        memory_limit: DuckDB's, unless `WEFT_MEMORY_LIMIT` is set.
    """

    what: str
    rows: Mapping[str, str]
    built_from: Sequence[str]
    built: Sequence[str]
    sorted_rows: str
    memory_limit: str


def bench_drawn(drawn: Drawn, size: int, console: Console) -> None:
    """Draw the inputs, build the models in a process of its own, sort; print all three."""
    os.environ.setdefault("WEFT_MEMORY_LIMIT", drawn.memory_limit)
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as scratch:
        home = Path(scratch)
        console.print("drawing the inputs …")
        apart(_prepare, home, drawn, size)
        console.print("building the models …")
        built, gib = apart(_build, home, drawn)
        console.print("sorting …")
        rows, seconds = apart(_sort, home, drawn)
    table = Table("step", title=f"{rows:,} {drawn.what}", title_justify="left")
    for name in ("seconds", "µs a row", "times the sort"):
        table.add_column(name, justify="right")

    def show(step: str, taken: float) -> None:
        table.add_row(
            step, f"{taken:.1f}", f"{1e6 * taken / max(rows, 1):.2f}", f"{taken / seconds:.2f}"
        )

    for model, taken in built.by_model.items():
        show(model, taken)
    table.add_section()
    show("all models", built.seconds)
    show("sorting the rows once", seconds)
    console.print(table)
    console.print(f"Peak memory of the build: {gib:.2f} GiB.")


def _prepare(home: Path, drawn: Drawn, size: int) -> None:
    """Build the project empty, then fill in the inputs."""
    build(empty_warehouse(home), drawn.built_from)
    with connect(Warehouse(home)) as connection:
        connection.execute(f"set variable size = {size:d}")
        for relation, rows in drawn.rows.items():
            connection.execute(f"delete from {relation}")
            connection.execute(f"insert into {relation} by name {rows}")


def _build(home: Path, drawn: Drawn) -> tuple[Built, float]:
    return build(project_of(home), drawn.built), peak_gib()


def _sort(home: Path, drawn: Drawn) -> tuple[int, float]:
    """Sort the rows into a table of their own; give their number and the seconds."""
    with connect(Warehouse(home)) as connection:
        began = time.perf_counter()
        connection.execute(f"create table marts.sorted_rows as {drawn.sorted_rows}")
        seconds = time.perf_counter() - began
        [[rows]] = connection.execute("select count(*) from marts.sorted_rows").fetchall()
        return int(rows), seconds
