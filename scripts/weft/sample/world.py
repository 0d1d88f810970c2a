"""Making the world: one SQL file after the other, all draws hashed from seed, question and key."""

import datetime as dt
from collections.abc import Callable, Collection
from pathlib import Path

import duckdb

from weft.sample.settings import Settings

HERE = Path(__file__).parent

CUSTOMERS_PER_ACCOUNT = 25


def first_day(end: dt.date, months: int) -> dt.date:
    """Give the first day of a period of whole months that ends on `end`."""
    day_after = end + dt.timedelta(days=1)
    month = day_after.year * 12 + day_after.month - 1 - months
    year, month = divmod(month, 12)
    for day in (day_after.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, day)
        except ValueError:
            continue
    raise AssertionError("every month has a day 28")


def build_world(
    connection: duckdb.DuckDBPyConnection,
    *,
    seed: int,
    customers: int,
    months: int,
    end: dt.date,
    settings: Settings,
    step: Callable[[str], None] = lambda name: None,
    parts: Collection[str] = (),
) -> None:
    """Make the tables of the world in `connection`; `step` is told the name of each file begun.

    parts: names of the files to run, where not all of the world is wanted.
    """
    variables: dict[str, object] = {
        "seed": seed,
        "customers": customers,
        "people_count": customers + customers // 5,
        "account_count": max(4, customers // CUSTOMERS_PER_ACCOUNT),
        "months": months,
        "period_start": first_day(end, months),
        "period_end": end,
        "data": str(HERE / "data"),
        **settings.groups(),
    }
    for name, value in variables.items():
        connection.execute(f"set variable {name} = $value", {"value": value})
    for file in sorted((HERE / "sql").glob("*.sql")):
        name = file.stem[3:]
        if parts and name not in parts:
            continue
        step(name)
        connection.execute(file.read_text(encoding="utf-8"))
