"""Learning what agreement says of two people at one address.

Random pairs cannot tell: people who share an address share a family name and a landline, sometimes
a mailbox, and a son may have his father's name. So m, u and the prior are all learnt from the
pairs within homes, by expectation maximisation over the patterns of their levels. Splink learns u
so only where every level has its share in unlike pairs; here a few pairs of what holds anywhere
are added to both sides, which keeps rare levels sane.
"""

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy

from weft.identity.comparisons import Comparison, Learnt

# What pairs of one home share by definition, and so learn nothing of.
HOME_COMPARISON = "address"
# Pairs added to each side, shaped as they are anywhere.
_ADDED_PAIRS = 20.0
_ROUNDS = 200
_SETTLED_AT = 1e-6


def learn_at_home(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    comparisons: Sequence[Comparison],
    anywhere: Learnt,
    home: str,
) -> tuple[float, Learnt]:
    """Give the prior, and m and u by comparison and level, for two profiles of one home.

    table: profiles in the shape of profiles__distinct. anywhere: m and u of random pairs, where the
    search begins. home: the condition that two are of one home, as macro of_one_home gives it. Two
    whom a conflict forbids to join are two people: the search would otherwise take a shared mailbox
    for a misspelt name.
    """
    asked = [comparison for comparison in comparisons if comparison.name != HOME_COMPARISON]
    levels, counts = _patterns(connection, table, asked, home)
    unlike = numpy.zeros(len(counts), dtype=bool)
    for place, comparison in enumerate(asked):
        unlike |= numpy.isin(levels[:, place], list(comparison.forbidden))
    m = [_start(comparison, anywhere, 0) for comparison in asked]
    u = [_start(comparison, anywhere, 1) for comparison in asked]
    first_m, first_u = m, u
    prior = 0.5
    for _ in range(_ROUNDS):
        odds = numpy.full(len(counts), numpy.log(prior / (1 - prior)))
        for place in range(len(asked)):
            weights = numpy.append(numpy.log(m[place] / u[place]), 0.0)  # -1 is the last: no word
            odds += weights[levels[:, place]]
        alike = numpy.where(unlike, 0.0, counts / (1 + numpy.exp(-odds)))
        new_m = [_shares(levels[:, k], alike, first_m[k]) for k in range(len(asked))]
        new_u = [_shares(levels[:, k], counts - alike, first_u[k]) for k in range(len(asked))]
        change = max(
            numpy.abs(new - old).max() for new, old in zip(new_m + new_u, m + u, strict=True)
        )
        pairs = counts.sum() + 2 * _ADDED_PAIRS
        m, u, prior = new_m, new_u, (alike.sum() + _ADDED_PAIRS) / pairs
        if change < _SETTLED_AT:
            break
    learnt = {
        (comparison.name, level.number): (float(m[k][level.number]), float(u[k][level.number]))
        for k, comparison in enumerate(asked)
        for level in comparison.levels
        if (comparison.name, level.number) in anywhere
    }
    return float(prior), learnt


def _patterns(
    connection: duckdb.DuckDBPyConnection, table: str, comparisons: Sequence[Comparison], home: str
) -> tuple[Any, Any]:
    """Count the pairs within homes by the levels of their comparisons."""
    for side in ("l", "r"):
        connection.execute(
            f"create or replace temp view side_{side} as "
            f"select columns(*) as '\\0_{side}' from {table}"
        )
    levels = ", ".join(f"{comparison.as_sql()} as {comparison.name}" for comparison in comparisons)
    found = connection.execute(
        f"select {levels}, count(*) as pairs from side_l inner join side_r "
        f"on {home} and profile_key_l < profile_key_r group by all order by all"
    ).fetchnumpy()
    *patterns, counts = (numpy.ma.filled(column) for column in found.values())
    return numpy.column_stack(patterns), counts.astype(float)


def _start(comparison: Comparison, anywhere: Learnt, side: int) -> Any:
    """Give the shares of a comparison's levels to begin with, by their number."""
    even = 1 / len(comparison.levels)
    return numpy.array([
        anywhere.get((comparison.name, level.number), (even, even))[side]
        for level in reversed(comparison.levels)
    ])  # fmt: skip


def _shares(levels: Any, pairs: Any, first: Any) -> Any:
    """Give the share of each level among pairs that say anything, the added ones included."""
    seen = numpy.bincount(levels[levels >= 0], pairs[levels >= 0], minlength=len(first))
    return (seen + _ADDED_PAIRS * first) / (seen.sum() + _ADDED_PAIRS * first.sum())
