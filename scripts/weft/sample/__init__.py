"""A fictional group's customers, and the files its systems would have given us about them."""

import datetime as dt
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from weft.errors import WeftError
from weft.sample.context import Context
from weft.sample.files import Extracts
from weft.sample.settings import Settings, load_settings
from weft.sample.truth import TRUTH, write_truth
from weft.sample.world import build_world, first_day
from weft.sample.writers import WRITERS

DEFAULT_END = dt.date(2026, 9, 30)
# Above this many customers the world is kept in a file instead of memory.
CUSTOMERS_IN_MEMORY = 50_000
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Summary:
    """What was written: per source its files and rows, and where it stands."""

    out: Path
    files: dict[str, int]
    rows: dict[str, int]

    def table(self) -> Table:
        """Lay the counts out for a terminal."""
        table = Table(title=f"Sample in {self.out}", title_justify="left")
        table.add_column("source")
        table.add_column("files", justify="right")
        table.add_column("rows", justify="right")
        for source, files in self.files.items():
            table.add_row(source, f"{files:,}", f"{self.rows[source]:,}")
        table.add_section()
        table.add_row("all", f"{sum(self.files.values()):,}", f"{sum(self.rows.values()):,}")
        return table


def generate(
    *,
    customers: int,
    months: int,
    seed: int,
    out: Path,
    end: dt.date = DEFAULT_END,
    settings: Settings | None = None,
    console: Console | None = None,
    threads: int | None = None,
) -> Summary:
    """Write the extracts of `customers` customers over `months` months to `out`, and the truth.

    The same arguments give the same bytes, whatever the number of threads. An earlier sample in
    `out` is replaced; a folder that holds anything else is refused with WeftError.
    """
    if customers < 10 or months < 1:
        raise WeftError(
            f"a sample of {customers} customers and {months} months cannot be made",
            "Ask for 10 customers and 1 month at least.",
        )
    clear(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MANIFEST).write_text('{"unfinished": true}\n', encoding="utf-8")
    settings = settings or load_settings()
    console = console or Console(quiet=True)
    with (
        tempfile.TemporaryDirectory(prefix="weft-sample-") as scratch,
        _connect(Path(scratch), customers, threads) as connection,
        Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console
        ) as progress,
    ):
        task = progress.add_task("Making the world")

        def step(name: str) -> None:
            progress.update(task, description=f"Making the world: {name}")

        build_world(
            connection,
            seed=seed,
            customers=customers,
            months=months,
            end=end,
            settings=settings,
            step=step,
        )
        context = Context(
            connection=connection,
            settings=settings,
            seed=seed,
            customers=customers,
            months=months,
            start=first_day(end, months),
            end=end,
            extracts=Extracts(connection, out / "extracts", seed, bom=settings.deliveries.bom),
            truth_folder=out / "truth",
            deliveries=_days(connection, "delivery"),
            snapshots=_days(connection, "snapshot"),
        )
        for name, write in WRITERS.items():
            progress.update(task, description=f"Writing {name}")
            write(context)
        copies = context.extracts.redeliver(
            settings.deliveries.redelivered_file, context.deliveries
        )
        if copies:
            connection.executemany(
                "insert into truth_redelivery values ($path)", [{"path": path} for path in copies]
            )
        if context.extracts.broken:
            connection.executemany(
                "insert into truth_broken_row values ($path, $count)",
                [{"path": p, "count": n} for p, n in context.extracts.broken.items()],
            )
        progress.update(task, description="Writing the truth")
        write_truth(context)
        summary = _summary(context, out)
        _write_manifest(context, summary)
        progress.update(task, description="Written")
    return summary


def _connect(scratch: Path, customers: int, threads: int | None) -> duckdb.DuckDBPyConnection:
    """Open the database of the world, in memory when it is small."""
    database = str(scratch / "world.duckdb") if customers > CUSTOMERS_IN_MEMORY else ":memory:"
    connection = duckdb.connect(database)
    connection.execute("set memory_limit = '8GiB'")
    connection.execute("set temp_directory = $folder", {"folder": str(scratch / "spill")})
    connection.execute("set enable_progress_bar = false")
    if threads is not None:
        connection.execute(f"set threads = {int(threads)}")
    return connection


def clear(out: Path) -> None:
    """Remove an earlier sample, and nothing else. Raises WeftError when `out` holds more."""
    if out.exists() and not out.is_dir():
        raise WeftError(f"{out} is a file", "Name a folder for the sample.")
    if not out.is_dir() or not any(out.iterdir()):
        return
    if not (out / MANIFEST).is_file():
        raise WeftError(
            f"{out} holds files that are no sample of ours", "Name a new or an empty folder."
        )
    for name in ("extracts", "truth"):
        shutil.rmtree(out / name, ignore_errors=True)
    (out / MANIFEST).unlink()


def _days(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """Give the days of delivery as ISO text."""
    rows = connection.execute(f"select delivered_on::varchar from {table} order by 1").fetchall()
    return [row[0] for row in rows]


def _summary(context: Context, out: Path) -> Summary:
    """Count files and rows per source folder."""
    files: dict[str, int] = {}
    rows: dict[str, int] = {}
    for name, count in sorted(context.extracts.rows.items()):
        source = name.split("/")[1]
        files[source] = files.get(source, 0) + 1
        rows[source] = rows.get(source, 0) + count
    return Summary(out, files, rows)


def _write_manifest(context: Context, summary: Summary) -> None:
    """Write what the sample was made from and what it holds; no clock gets in."""
    content = {
        "customers": context.customers,
        "months": context.months,
        "seed": context.seed,
        "period": [context.start.isoformat(), context.end.isoformat()],
        "settings": context.settings.groups(),
        "files": summary.files,
        "rows": summary.rows,
        "truth": list(TRUTH),
    }
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    (summary.out / MANIFEST).write_text(text, encoding="utf-8")
