"""Reading the expectation suites."""

from pathlib import Path

import pytest

from weft.errors import WeftError
from weft.gates.suites import Candidate, read_suites

CANDIDATE = Candidate(
    tables=frozenset({"marts.dim_customer", "marts.fct_orders", "raw_shop.orders"}),
    sources={"raw_shop.orders": ("order_id", "email")},
    personal=frozenset({("marts.dim_customer", "email")}),
)


def _suite(folder: Path, check: str) -> Path:
    (folder / "suite.yml").write_text(
        f"suite: trial\nowner: steward\nchecks:\n  - {{{check}}}\n", encoding="utf-8"
    )
    return folder


def test_a_pattern_stands_for_each_table_it_fits(tmp_path: Path) -> None:
    suite = _suite(tmp_path, "table: marts.*, expect: expect_x, reason: because\n   we say so")
    found = read_suites(suite, CANDIDATE)
    assert [check.table for check in found] == ["marts.dim_customer", "marts.fct_orders"]
    assert {check.reason for check in found} == {"because we say so"}
    assert {check.severity for check in found} == {"error"}


def test_tables_can_be_left_out_of_a_pattern(tmp_path: Path) -> None:
    suite = _suite(
        tmp_path, "table: marts.*, except: [marts.fct_orders], expect: expect_x, reason: why"
    )
    assert [check.table for check in read_suites(suite, CANDIDATE)] == ["marts.dim_customer"]


def test_sources_and_their_contract_come_from_the_project(tmp_path: Path) -> None:
    suite = _suite(
        tmp_path,
        "table: sources, expect: expect_table_columns_to_match_set, "
        "arguments: {column_set: contract}, reason: why",
    )
    (check,) = read_suites(suite, CANDIDATE)
    assert check.table == "raw_shop.orders"
    assert check.arguments == {"column_set": ["order_id", "email"]}


@pytest.mark.parametrize(
    ("check", "complaint"),
    [
        ("table: marts.nothing*, expect: expect_x, reason: why", "no table of the candidate"),
        ("table: marts.*, except: [marts.x], expect: expect_x, reason: why", "without marts.x"),
        ("table: marts.fct_orders, expect: expect_x", "without reason"),
        ("table: marts.fct_orders, expect: expect_x, reason: why, mostly: 1", "does not know"),
        ("table: marts.fct_orders, expect: expect_x, reason: why, severity: bad", "severity bad"),
        (
            "table: marts.dim_customer, expect: expect_column_distinct_values_to_be_in_set, "
            "arguments: {column: email, value_set: [a]}, reason: why",
            "personal data",
        ),
        (
            "table: marts.dim_customer, expect: expect_x, reason: why, rows_named_by: [email]",
            "personal data",
        ),
        (
            "table: marts.fct_orders, expect: unexpected_rows_expectation, "
            "arguments: {unexpected_rows_query: select 1}, reason: why",
            "prints the rows",
        ),
    ],
)
def test_a_check_that_cannot_be_meant_is_refused(
    tmp_path: Path, check: str, complaint: str
) -> None:
    with pytest.raises(WeftError, match=complaint):
        read_suites(_suite(tmp_path, check), CANDIDATE)


def test_a_file_that_is_no_suite_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.yml").write_text("checks: []", encoding="utf-8")
    with pytest.raises(WeftError, match=r"broken\.yml"):
        read_suites(tmp_path, CANDIDATE)
