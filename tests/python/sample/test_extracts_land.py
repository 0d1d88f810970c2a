"""The sample's files land as their contracts say, and fail to only where the truth says so."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pytest

from weft.landing.land import land
from weft.sample import generate
from weft.sample.settings import load_settings
from weft.settings import Warehouse

RUN_AT = dt.datetime(2026, 10, 1, 6)
# What a list's owner adds for himself, and no contract describes.
PLANNED_UNKNOWN = {"lists": {"lifestyle_code"}, "mailchimp": {"Favourite Topic"}}


@dataclass(frozen=True)
class Landed:
    """A warehouse that a small sample landed in, with the truth as views `truth_<name>`."""

    connection: duckdb.DuckDBPyConnection

    def pairs(self, query: str) -> dict[object, object]:
        """Give a query's two columns as a dictionary."""
        return dict(self.connection.execute(query).fetchall())


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landed]:
    """Make a sample that is often dirtier than by default, and land it."""
    folder = tmp_path_factory.mktemp("landed")
    settings = folder / "settings.yml"
    settings.write_text(
        "deliveries:\n  broken_row: 0.01\n  bom: 0.5\nrecords:\n  null_word: 0.3\n",
        encoding="utf-8",
    )
    generate(
        customers=400, months=9, seed=5, out=folder / "sample", settings=load_settings(settings)
    )
    land(Warehouse(folder / "warehouse"), folder / "sample" / "extracts", run_at=RUN_AT)
    with duckdb.connect(str(folder / "warehouse" / "build.duckdb"), read_only=True) as connection:
        for file in sorted((folder / "sample" / "truth").glob("*.parquet")):
            connection.execute(f"create temp view truth_{file.stem} as from '{file}'")
        yield Landed(connection)


def test_only_planted_files_are_refused(landed: Landed) -> None:
    """Whatever does not land is in the truth, with that outcome."""
    found = landed.pairs(
        "select path, status from landing.files where status not in ('landed', 'skipped')"
    )
    redelivered = {row[0] for row in landed.connection.sql("from truth_redelivered").fetchall()}
    planted = landed.pairs("select path, outcome from truth_bad_files")
    assert planted
    assert {path: status for path, status in found.items() if path not in redelivered} == planted


def test_only_planted_rows_are_quarantined(landed: Landed) -> None:
    """Each file sets aside exactly the broken copies that were put into it."""
    found = landed.pairs(
        """
        select path, rows_quarantined from landing.files
        where rows_quarantined > 0 and path not in (from truth_redelivered)
        """
    )
    planted = landed.pairs("select path, row_count from truth_broken_rows")
    assert planted
    assert found == planted


def test_no_column_is_unknown_but_the_planned_ones(landed: Landed) -> None:
    """Vendors' headers of every generation are in the contracts."""
    found: dict[str, set[str]] = {}
    for source, column in landed.connection.execute(
        """
        select distinct source_name, unnest(from_json(unknown_columns, '["varchar"]'))
        from landing.files where unknown_columns is not null
        """
    ).fetchall():
        found.setdefault(source, set()).add(column)
    assert found == PLANNED_UNKNOWN


def test_words_for_nothing_stand_in_cells_that_have_nothing(landed: Landed) -> None:
    """No card has a second line of address; by rate, a word says so."""
    words, cards = landed.connection.execute(
        "select count(address_2), count(*) from raw_loyalty.cards where forename <> 'SHOP'"
    ).fetchall()[0]
    assert 0.2 < words / cards < 0.4


def test_every_file_has_a_contract(landed: Landed) -> None:
    """No file of the sample is passed over."""
    assert landed.connection.sql(
        "select count(*) from landing.files where source_name is null"
    ).fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("system", "table", "source_id"),
    [
        ("mail_house", "mail_house.pieces", "urn"),
        ("mail_house", "mail_house.pieces_fixed", "urn"),
        ("eventbrite", "eventbrite.attendees", "coalesce(attendee_id, '')"),
        ("list:rented_home", "lists.contacts", "person_id"),
        ("list:partner_wine_club", "lists.contacts", "person_id"),
        ("salesforce", "salesforce.contacts", "id"),
        ("salesforce", "salesforce.leads", "id"),
    ],
)
def test_records_of_the_files_are_in_the_truth(
    landed: Landed, system: str, table: str, source_id: str
) -> None:
    """Who is in a file is in the truth under that file's own number."""
    lists = "where 'list:' || list_name = $system" if system.startswith("list:") else ""
    strangers = landed.connection.execute(
        f"""
        select count(*) from (select {source_id} as source_id from raw_{table} {lists}) as landed
        where length(source_id) <> 15 and not exists (
            select 1 from truth_records
            where source_system = $system and source_id = landed.source_id)
        """,
        {"system": system},
    ).fetchall()
    assert strangers == [(0,)]


def test_newest_advertising_figures_are_the_true_ones(landed: Landed) -> None:
    """Reports are restated; what the newest one says of a day is what was spent."""
    difference = landed.connection.execute(
        """
        with told as (
            select campaign_id, strptime(time_period, '%m/%d/%Y')::date as day,
                replace(spend, ',', '')::decimal(18, 2) as cost,
                dense_rank() over (partition by time_period order by _delivered_on desc) as place
            from raw_microsoft_ads.campaign_days
        )
        select count(*), max(abs(told.cost - true_day.cost))
        from (
            select campaign_id, day, sum(cost) as cost from told where place = 1 group by all
        ) as told
        inner join (
            select platform_campaign_id, day, sum(cost) as cost
            from truth_ad_days
            inner join truth_campaigns using (campaign_no)
            where platform = 'microsoft_ads'
            group by all
        ) as true_day on true_day.platform_campaign_id = campaign_id and true_day.day = told.day
        """
    ).fetchall()[0]
    assert difference[0] > 0
    assert difference[1] == 0
