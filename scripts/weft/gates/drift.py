"""Drift: what a check says about the last publication, turned into plain bounds.

| check | arguments |
|---|---|
| `expect_row_count_near_last_publication` | `at_least`, `at_most` (factors), `slack` (rows) |
| `expect_column_sum_near_last_publication` | `column`, `at_least`, `at_most`, `slack` |
| `expect_column_shares_near_last_publication` | `column`, `points` (percentage points) |
| `expect_metric_near_last_publication` | `metric`, `at_least`, `at_most`, `slack` |
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import duckdb

from weft.errors import WeftError
from weft.gates.suites import Expectation
from weft.sql import quote_identifier, quote_literal, quote_relation

AT_LEAST = 0.5
AT_MOST = 2.0
POINTS = 10.0


def bound(
    expectation: Expectation, published: duckdb.DuckDBPyConnection | None
) -> Expectation | None:
    """Turn a drift check into an ordinary expectation; None when there is nothing to compare with.

    There is nothing on the first run, and for a table or column that was not published yet.
    """
    if expectation.expect not in _KINDS:
        raise WeftError(
            f"Suite {expectation.suite}: there is no {expectation.expect}.",
            f"Drift checks are {', '.join(_KINDS)}.",
        )
    if published is None:
        return None
    try:
        return _KINDS[expectation.expect](replace(expectation, gate="drift"), published)
    except (duckdb.CatalogException, duckdb.BinderException):
        return None


def _row_count(expectation: Expectation, published: duckdb.DuckDBPyConnection) -> Expectation:
    before = _figure(published, "count(*)", expectation.table)
    return replace(
        expectation,
        expect="expect_table_row_count_to_be_between",
        arguments=_bounds(before, expectation.arguments, whole=True),
    )


def _column_sum(expectation: Expectation, published: duckdb.DuckDBPyConnection) -> Expectation:
    column = str(expectation.arguments["column"])
    before = _figure(published, f"coalesce(sum({quote_identifier(column)}), 0)", expectation.table)
    return replace(
        expectation,
        expect="expect_column_sum_to_be_between",
        arguments={"column": column, **_bounds(before, expectation.arguments, whole=False)},
    )


def _column_shares(
    expectation: Expectation, published: duckdb.DuckDBPyConnection
) -> Expectation | None:
    column = quote_identifier(str(expectation.arguments["column"]))
    share = (
        f"select cast({column} as varchar) as value, "
        f"100.0 * count(*) / sum(count(*)) over () as share from {{batch}} group by 1"
    )
    rows = published.execute(share.format(batch=quote_relation(expectation.table))).fetchall()
    if not rows:
        return None
    values = ", ".join(f"({_text(value)}, {float(points)!r})" for value, points in rows)
    limit = float(expectation.arguments.get("points", POINTS))
    return replace(
        expectation,
        expect="unexpected_rows_expectation",
        arguments={
            "unexpected_rows_query": (
                f"with now as ({share}), "
                f"before(value, share) as (values {_as_template(values)}) "
                "select coalesce(now.value, before.value) as value, "
                "before.share as share_before, now.share as share_now "
                "from now full join before on now.value is not distinct from before.value "
                "where abs(coalesce(now.share, 0) - coalesce(before.share, 0)) "
                f"> {limit!r}"
            ),
            "description": (
                f"no share of {expectation.arguments['column']} has moved by more than "
                f"{limit:g} points since the last publication"
            ),
        },
    )


def _metric(expectation: Expectation, published: duckdb.DuckDBPyConnection) -> Expectation | None:
    """Hold one row of a table of metric and metric_value against the same row before."""
    metric = str(expectation.arguments["metric"])
    rows = published.execute(
        f"select metric_value from {quote_relation(expectation.table)} where metric = ?", [metric]
    ).fetchall()
    if not rows:
        return None
    bounds = _bounds(float(rows[0][0]), expectation.arguments, whole=False)
    low, high = bounds["min_value"], bounds["max_value"]
    named = _as_template(quote_literal(metric))
    return replace(
        expectation,
        expect="unexpected_rows_expectation",
        arguments={
            "unexpected_rows_query": (
                f"select {named} as metric, max(metric_value) as metric_value from {{batch}} "
                f"where metric = {named} "
                f"having not coalesce(max(metric_value) between {low!r} and {high!r}, false)"
            ),
            "description": f"{metric}: between {low:.6g} and {high:.6g}",
        },
    )


_KINDS: Mapping[str, Callable[[Expectation, duckdb.DuckDBPyConnection], Expectation | None]] = {
    "expect_row_count_near_last_publication": _row_count,
    "expect_column_sum_near_last_publication": _column_sum,
    "expect_column_shares_near_last_publication": _column_shares,
    "expect_metric_near_last_publication": _metric,
}


def _figure(published: duckdb.DuckDBPyConnection, measure: str, table: str) -> float:
    rows = published.execute(
        f"select cast({measure} as double) from {quote_relation(table)}"
    ).fetchall()
    return float(rows[0][0])


def _bounds(before: float, arguments: Mapping[str, Any], *, whole: bool) -> dict[str, float]:
    slack = float(arguments.get("slack", 0))
    ends = sorted(
        (
            before * float(arguments.get("at_least", AT_LEAST)),
            before * float(arguments.get("at_most", AT_MOST)),
        )
    )
    low, high = ends[0] - slack, ends[1] + slack
    if whole:
        return {"min_value": max(0, int(low)), "max_value": int(high) + 1}
    return {"min_value": low, "max_value": high}


def _text(value: str | None) -> str:
    return "null" if value is None else quote_literal(value)


def _as_template(text: str) -> str:
    """Protect a text from the two templates it passes through: braces and bound names."""
    return text.replace("{", "{{").replace("}", "}}").replace(":", "\\:")
