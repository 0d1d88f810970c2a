"""Any number of person records out of the sample's world: families, movers, slips of the pen."""

import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb

from weft.bench.identity.datasets import Dataset, trimmed
from weft.sample.settings import load_settings
from weft.sample.world import build_world
from weft.sql import quote_literal

SEED, MONTHS, END = 7, 18, dt.date(2026, 9, 30)
RECORDS_PER_PERSON, PEOPLE_PER_CUSTOMER = 2.5, 1.2
KNOWN, NEW = "known", "newcomers"
_COLUMNS: Mapping[str, str] = {
    "person_id": "record_n",
    "phone": "landline",
    "address_1": "address_line_1",
    "country": "country_code",
    "updated_at": "as_of",
    **trimmed(
        "title", "given_name", "middle_name", "family_name", "gender", "birth_date", "email",
        "mobile", "city", "region", "postcode",
    ),
}  # fmt: skip


def draw_records(folder: Path, count: int, new: int) -> tuple[Dataset, Dataset]:
    """Write `count` records of the sample's people and their truth to Parquet files in `folder`.

    The last `new` of them are a list by themselves. Result: the list of those known, and both.
    """
    customers = max(10, int(count / RECORDS_PER_PERSON / PEOPLE_PER_CUSTOMER))
    with (
        tempfile.TemporaryDirectory(prefix="weft-records-") as scratch,
        duckdb.connect(str(Path(scratch) / "world.duckdb")) as connection,
    ):
        build_world(
            connection,
            seed=SEED,
            customers=customers,
            months=MONTHS,
            end=END,
            settings=load_settings(),
            parts=("macros", "people", "records"),
        )
        connection.execute(
            """
            create table handed_in as
            select
                'list' as source_system, i::varchar as source_id,
                1 + whole('whose', i, getvariable('people_count')) as person_id,
                day_between(getvariable('period_start'), getvariable('period_end'), 'as of', i)
                    as as_of,
                null::varchar as email, false as needs_email, null::bigint as address_id
            from range($count) as series(i)
            """,
            {"count": count},
        )
        for name, which in ((KNOWN, "<"), (NEW, ">=")):
            connection.execute(
                "copy (select columns(* exclude (record_n, person_id))::varchar, "
                "source_id as record_n, person_id from party('handed_in') "
                f"where source_id::bigint {which} {count - new}) "
                f"to {quote_literal(str(folder / f'{name}.parquet'))}"
            )
    return _dataset(KNOWN), _dataset(KNOWN, NEW)


def _dataset(*lists: str) -> Dataset:
    return Dataset(
        "records of the sample",
        {name: f"{name}.parquet" for name in lists},
        _COLUMNS,
        "person_id",
        goal=0,
    )
