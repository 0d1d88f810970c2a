"""The share: nobody can be found in it, by values, by keys or by what she has in common."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from weft.pipeline.dbt_project import DbtProject
from weft.settings import PROJECT_ROOT, Warehouse

pytestmark = pytest.mark.slow

FEW = 10
# What tells who somebody is, wherever it may have got to.
TELLING = """
    select email as value from weft.marts.dim_customer
    union select phone from weft.marts.dim_customer
    union select mobile from weft.marts.dim_customer
    union select address_line_1 from weft.marts.dim_customer
    union select postcode from weft.marts.dim_customer
    union select cast(birth_date as varchar) from weft.marts.dim_customer
    union select given_name || ' ' || family_name from weft.marts.dim_customer
    union select identifier_value from weft.marts.customer_identifiers
    union select customer_key from weft.marts.dim_customer
    union select customer_reference from weft.marts.dim_customer
    union select record_key from weft.marts.customer_records
    union select order_id from weft.marts.fct_orders
"""


@pytest.fixture(scope="module")
def files(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file and the share, side by side."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{published / 'weft.duckdb'}' as weft (read_only)")
        connection.execute(f"attach '{published / 'weft_share.duckdb'}' as share (read_only)")
        connection.execute(
            f"create table telling as select distinct value from ({TELLING}) "
            "where length(value) > 5"
        )
        yield connection


@pytest.fixture(scope="module")
def personal(published: Path) -> set[tuple[str, str]]:
    """Each (`schema.table`, column) that is tagged as personal data."""
    return DbtProject(PROJECT_ROOT, Warehouse(published)).personal_columns()


def columns(files: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, str]]:
    """Give every text column of a file, with the relation it is in."""
    return files.execute(
        "select format('{}.{}.{}', database_name, schema_name, table_name), column_name "
        "from duckdb_columns() where database_name = $database and data_type = 'VARCHAR' "
        "and not internal order by all",
        {"database": database},
    ).fetchall()


def test_it_says_something(files: duckdb.DuckDBPyConnection) -> None:
    tables = files.execute(
        "select table_name from duckdb_tables() where database_name = 'share' "
        "and schema_name = 'share'"
    ).fetchall()
    assert len(tables) == 8
    for (table,) in tables:
        [(rows,)] = files.execute(f"select count(*) from share.share.{table}").fetchall()
        assert rows > 0, table
    [(shared, known)] = files.execute(
        "select (select count(*) from share.share.share_customers), "
        "(select count(*) from weft.marts.dim_customer where not is_test)"
    ).fetchall()
    assert known - FEW < shared <= known


def test_no_value_of_a_person_is_in_it(files: duckdb.DuckDBPyConnection) -> None:
    [(held,)] = files.execute("select count(*) from telling").fetchall()
    assert held > 1000
    for relation, column in columns(files, "share"):
        [(found,)] = files.execute(
            f'select count(*) from {relation} where "{column}" in (select value from telling) '
            f"or \"{column}\" like '%@%'"
        ).fetchall()
        assert found == 0, f"{relation}.{column}"


def test_no_column_of_it_is_called_like_a_tagged_one(
    files: duckdb.DuckDBPyConnection, personal: set[tuple[str, str]]
) -> None:
    """The value of an attribute is somebody's in customer_attributes, and that of many here."""
    shared = files.execute(
        "select column_name from duckdb_columns() "
        "where database_name = 'share' and schema_name = 'share'"
    ).fetchall()
    tagged = {column for relation, column in personal if relation.startswith("marts.")}
    assert {name for (name,) in shared} & tagged <= {"attribute_value"}


def test_its_keys_are_no_keys_of_ours_nor_made_of_them_alone(
    files: duckdb.DuckDBPyConnection,
) -> None:
    ours = [
        key
        for (key,) in files.execute("select customer_key from weft.marts.dim_customer").fetchall()
    ]
    shared = {
        key
        for (key,) in files.execute(
            "select share_customer_key from share.share.share_customers"
        ).fetchall()
    }
    for kind in (hashlib.sha256, hashlib.md5, hashlib.sha1):
        assert not shared & {kind(key.encode()).hexdigest() for key in ours}
    assert not shared & set(ours)


def test_who_knows_our_customers_finds_none_of_them_by_what_is_shared(
    files: duckdb.DuckDBPyConnection,
) -> None:
    """Each shared row fits ten customers or more, by everything that both files say."""
    [(fewest, rows)] = files.execute(
        """
        with ours as (
            select customer_key, customer_kind, coalesce(country_code, 'unknown') as country,
                coalesce(gender, 'unknown') as gender, coalesce(region, 'unknown') as region,
                case when order_count = 0 then 'none' when order_count = 1 then '1'
                    when order_count <= 3 then '2-3' when order_count <= 9 then '4-9'
                    else '10 and more' end as orders,
                case when net_revenue_amount < 1 then 'under 1'
                    when net_revenue_amount < 100 then '1-99'
                    when net_revenue_amount < 500 then '100-499'
                    when net_revenue_amount < 2000 then '500-1999'
                    else '2000 and more' end as revenue
            from weft.marts.dim_customer where not is_test
        ), shared as (
            select distinct columns(* exclude (share_customer_key))
            from share.share.share_customers
        ), fitting as (
            select shared, count(distinct customer_key) as fits
            from shared left join ours
                on shared.customer_kind in ('withheld', ours.customer_kind)
                and shared.country_code in ('withheld', ours.country)
                and shared.gender in ('withheld', ours.gender)
                and shared.region in ('withheld', ours.region)
                and shared.order_count_band in ('withheld', ours.orders)
                and shared.net_revenue_band in ('withheld', ours.revenue)
            group by shared
        )
        select min(fits), count(*) from fitting
        """
    ).fetchall()
    assert rows > 20
    assert fewest >= FEW


def test_no_figure_is_of_few_customers(files: duckdb.DuckDBPyConnection) -> None:
    [(fewest, rows)] = files.execute(
        """
        with people as (
            select date_trunc('month', converted_at)::date as month_start_date, brand_key, channel,
                attribution_model, count(distinct coalesce(customer_key, conversion_key)) as people
            from weft.marts.fct_attribution group by all
        )
        select min(coalesce(people, 0)), count(*)
        from share.share.share_channel_performance as s
        left join people using (month_start_date, brand_key, channel, attribution_model)
        where conversion_count > 0
        """
    ).fetchall()
    assert rows > 20
    assert fewest >= FEW


def test_published_columns_that_hold_addresses_are_tagged(
    files: duckdb.DuckDBPyConnection, personal: set[tuple[str, str]]
) -> None:
    """What a reader of the publication may take for harmless holds no address of a person."""
    for relation, column in columns(files, "weft"):
        if (relation.removeprefix("weft."), column) in personal:
            continue
        [(found,)] = files.execute(
            f"""
            select count(*) from {relation}
            where regexp_matches("{column}", '\\w@\\w+\\.\\w')
                or (regexp_matches("{column}", '^\\+\\d{{8,}}$')
                    and "{column}" in (select value from telling))
            """
        ).fetchall()
        assert found == 0, f"{relation}.{column}"
