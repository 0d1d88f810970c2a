"""Drift checks against the last publication."""

import duckdb
import pytest

from weft.errors import WeftError
from weft.gates.drift import bound
from weft.gates.suites import Expectation


@pytest.fixture
def published() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema marts")
    connection.execute(
        "create table marts.facts as select i as n, if(i < 30, 'mail', 'it''s {x}: y') as channel "
        "from range(100) as r(i)"
    )
    return connection


def _check(expect: str, **arguments: object) -> Expectation:
    return Expectation(
        suite="drift",
        table="marts.facts",
        expect=expect,
        arguments=arguments,
        severity="error",
        owner="steward",
        reason="why",
    )


def test_row_counts_are_bound_by_factors_and_slack(published: duckdb.DuckDBPyConnection) -> None:
    check = _check("expect_row_count_near_last_publication", at_least=0.9, at_most=1.5, slack=5)
    bounded = bound(check, published)
    assert bounded is not None
    assert bounded.expect == "expect_table_row_count_to_be_between"
    assert bounded.arguments == {"min_value": 85, "max_value": 156}
    assert bounded.gate == "drift"


def test_a_negative_sum_has_its_bounds_in_order(published: duckdb.DuckDBPyConnection) -> None:
    published.execute("update marts.facts set n = -1")
    check = _check("expect_column_sum_near_last_publication", column="n", at_least=0.5, at_most=2)
    bounded = bound(check, published)
    assert bounded is not None
    assert bounded.arguments == {"column": "n", "min_value": -200.0, "max_value": -50.0}


def test_shares_are_compared_in_one_query_whatever_the_values(
    published: duckdb.DuckDBPyConnection,
) -> None:
    check = _check("expect_column_shares_near_last_publication", column="channel", points=5)
    bounded = bound(check, published)
    assert bounded is not None
    template = str(bounded.arguments["unexpected_rows_query"])
    query = template.format(batch="marts.facts").replace("\\:", ":")
    assert published.execute(query).fetchall() == []
    published.execute("update marts.facts set channel = 'mail' where n < 40")
    assert sorted(published.execute(query).fetchall()) == [
        ("it's {x}: y", 70.0, 60.0),
        ("mail", 30.0, 40.0),
    ]


def test_without_a_publication_there_is_nothing_to_compare(
    published: duckdb.DuckDBPyConnection,
) -> None:
    check = _check("expect_row_count_near_last_publication")
    assert bound(check, None) is None
    published.execute("drop table marts.facts")
    assert bound(check, published) is None


def test_an_unknown_drift_check_is_refused(published: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(WeftError, match="there is no"):
        bound(_check("expect_moon_near_last_publication"), published)


def test_a_metric_is_held_against_the_same_metric(published: duckdb.DuckDBPyConnection) -> None:
    published.execute(
        "create or replace table marts.facts as "
        "select * from (values ('share', 0.5), ('count', 7.0)) as m(metric, metric_value)"
    )
    check = _check("expect_metric_near_last_publication", metric="share", at_least=0.8, at_most=1.2)
    bounded = bound(check, published)
    assert bounded is not None
    template = str(bounded.arguments["unexpected_rows_query"])
    query = template.format(batch="marts.facts")
    assert published.execute(query).fetchall() == []
    published.execute("update marts.facts set metric_value = 0.7 where metric = 'share'")
    assert len(published.execute(query).fetchall()) == 1
    # A metric that is not measured any more has drifted as well.
    published.execute("delete from marts.facts where metric = 'share'")
    assert len(published.execute(query).fetchall()) == 1
    new = _check("expect_metric_near_last_publication", metric="new", at_most=2)
    assert bound(new, published) is None
