"""Landing against the bare `create table as select * from read_csv(…)` of the same files."""

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from weft.errors import WeftError
from weft.landing import land
from weft.landing.contracts import Contract, load_contracts
from weft.landing.land import CONTRACTS
from weft.settings import Warehouse
from weft.sql import quote_identifier, quote_literal
from weft.warehouse import connect

GOAL = 1.5
SMALL_FILE_GOAL_MS = 15
RUN_AT = datetime(2026, 10, 1, 6)
_SMALL_ROWS = 50


@dataclass(frozen=True)
class Subject:
    """A table to measure with: how its files are named, and its share of the megabytes."""

    table: str
    path: str
    share: float


SUBJECTS = (
    Subject("shopify.orders", "shopify/fernside/orders_export_{number}.csv", 0.7),
    Subject("loyalty.till_lines", "loyalty/till_lines_2026-09-{number:02d}.csv", 0.3),
)
_SMALL = Subject("loyalty.till_lines", "loyalty/till_lines_{number}.csv", 0)


@dataclass(frozen=True)
class Measured:
    """Best times of both ways, in seconds, for the same files."""

    name: str
    files: int
    megabytes: float
    rows: int
    bare: float
    landed: float

    @property
    def ratio(self) -> float:
        """How many times as long landing took."""
        return self.landed / self.bare


def bench_land(megabytes: int, repeats: int, small_files: int, console: Console) -> list[Measured]:
    """Generate extracts, read them both ways in turns, and print the best time of each.

    megabytes: size of all large files together. small_files: how many files of fifty rows.
    Errors: WeftError when the project has no contract for the tables measured with.
    """
    contracts = {contract.name: contract for contract in load_contracts(CONTRACTS)}
    missing = [subject.table for subject in SUBJECTS if subject.table not in contracts]
    if missing:
        raise WeftError(f"no landing contract for {', '.join(missing)}", "Measure in the project.")
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as folder:
        home = Path(folder)
        measured = []
        for subject in SUBJECTS:
            contract = contracts[subject.table]
            console.print(f"writing {subject.share * megabytes:,.0f} MB for {subject.table} …")
            files = _write_large(contract, subject, subject.share * megabytes, home / subject.table)
            measured.append(_measure(contract, files, home, home / subject.table, repeats))
        small = contracts[_SMALL.table]
        files = _write_small(small, _SMALL, small_files, home / "small")
        measured.append(_measure(small, files, home, home / "small", repeats, "small files"))
    _show(measured, console)
    return measured


def _write_large(
    contract: Contract, subject: Subject, megabytes: float, folder: Path
) -> list[Path]:
    """Write two files of that size together."""
    sample = _write(contract, folder / "sample.csv", 0, 1000)
    rows = int(megabytes * 1e6 / sample.stat().st_size * 1000 / 2)
    sample.unlink()
    return [
        _write(contract, folder / subject.path.format(number=number), number * rows, rows)
        for number in (1, 2)
    ]


def _write_small(contract: Contract, subject: Subject, count: int, folder: Path) -> list[Path]:
    return [
        _write(
            contract,
            folder / subject.path.format(number=number),
            number * _SMALL_ROWS,
            _SMALL_ROWS,
        )
        for number in range(count)
    ]


def _write(contract: Contract, path: Path, first: int, rows: int) -> Path:
    """Write rows like those of an extract: ids, money, words, moments, blanks, quoted cells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shapes = (
        "'#F' || (i // 3)",
        "case when i % 3 = 0 then cast((i * 37 % 99999) / 100.0 as varchar) end",
        "case when i % 4 = 0 then 'word ' || (i * 7 % 1000) end",
        "'2026-09-' || lpad(cast(1 + i % 30 as varchar), 2, '0') || ' 10:00:00 +0100'",
        "cast(null as varchar)",
        "case when i % 9 = 0 then 'Oak table, round' || chr(10) || 'gift: yes' end",
    )
    cells = ", ".join(
        f"{'cast(i as varchar)' if column.not_null else shapes[at % len(shapes)]} as "
        f"{quote_identifier(column.headers[0] if column.headers else column.name)}"
        for at, column in enumerate(contract.columns)
    )
    duckdb.execute(
        f"copy (select {cells} from range({first}, {first + rows}) as t(i)) "
        f"to {quote_literal(str(path))} (header)"
    )
    return path


def _measure(
    contract: Contract,
    files: Sequence[Path],
    home: Path,
    delivery: Path,
    repeats: int,
    name: str = "",
) -> Measured:
    """Take turns between both ways, so that a busy moment does not fall on one of them alone."""
    warehouse = Warehouse(home / "warehouse")
    bare, landed = [], []
    for _ in range(repeats):
        bare.append(_timed(warehouse, lambda: _read_bare(warehouse, contract, files)))
        landed.append(_timed(warehouse, lambda: _land(warehouse, delivery)))
    with connect(warehouse) as connection:
        rows = connection.execute("select sum(rows_landed) from landing.files").fetchall()
    return Measured(
        name=name or contract.name,
        files=len(files),
        megabytes=sum(file.stat().st_size for file in files) / 1e6,
        rows=int(rows[0][0]),
        bare=min(bare),
        landed=min(landed),
    )


def _timed(warehouse: Warehouse, work: Callable[[], None]) -> float:
    shutil.rmtree(warehouse.folder, ignore_errors=True)
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _read_bare(warehouse: Warehouse, contract: Contract, files: Sequence[Path]) -> None:
    columns = ", ".join(f"c{at}: 'VARCHAR'" for at in range(len(contract.columns)))
    paths = ", ".join(quote_literal(str(file)) for file in files)
    with connect(warehouse) as connection:
        connection.execute(
            f"create table bare as select * from read_csv([{paths}], columns = {{{columns}}}, "
            "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"')"
        )


def _land(warehouse: Warehouse, delivery: Path) -> None:
    result = land(warehouse, delivery, run_at=RUN_AT)
    if result.refused or result.quarantined:
        raise WeftError("the benchmark's own files did not land whole", "Please report this.")


def _show(measured: Sequence[Measured], console: Console) -> None:
    shown = Table(title="Landing against bare read_csv", title_justify="left")
    shown.add_column("table", no_wrap=True)
    for name in ("files", "MB", "rows", "bare s", "landing s", "ratio", "ms a file"):
        shown.add_column(name, justify="right")
    for each in measured:
        shown.add_row(
            each.name,
            f"{each.files:,}",
            f"{each.megabytes:,.0f}",
            f"{each.rows:,}",
            f"{each.bare:.2f}",
            f"{each.landed:.2f}",
            f"{each.ratio:.2f}",
            f"{each.landed / each.files * 1000:,.1f}",
        )
    console.print(shown)
    large, small = measured[:-1], measured[-1]
    ratio = sum(each.landed for each in large) / sum(each.bare for each in large)
    per_file = small.landed / small.files * 1000
    console.print(f"large files together: {ratio:.2f} times bare (goal: at most {GOAL})")
    console.print(f"small files: {per_file:.1f} ms each (goal: below {SMALL_FILE_GOAL_MS})")
