"""Whether frozen weights and term frequencies still describe the candidate.

Weights are learnt rarely and used daily. Customers change meanwhile: names come up, a country is
added, the warehouse doubles. This counts anew what can be counted without learning (how often
unlike people agree, how frequent names are, how often two descriptions are one person) and holds
it against the seeds.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.table import Table

from weft.errors import WeftError
from weft.identity.comparisons import ANYWHERE, PRIOR, Comparison, read_comparisons
from weft.identity.train import (
    CERTAIN,
    CERTAIN_RECALL,
    SMALLEST_FREQUENCY,
    count_frequencies,
    open_candidate,
    take_sample,
)
from weft.pipeline.dbt_project import DbtProject
from weft.sql import quote_literal

# From here on a figure has aged: bits between u then and now, and of the prior; share of the
# people whose name is frequent today and unknown to the seed; share of all names that moved.
MOST_BITS, MOST_PRIOR_BITS, MOST_NEW_NAMES, MOST_MOVED_NAMES = 1.0, 1.5, 0.05, 0.15
# A level of fewer pairs tells nothing, whichever way it moves.
_FEWEST_PAIRS = 400


@dataclass(frozen=True)
class Drift:
    """One figure then and now, how far it moved, and how far it may."""

    figure: str
    then: float
    now: float
    moved: float
    limit: float

    @property
    def has_aged(self) -> bool:
        """Say whether it moved too far."""
        return self.moved > self.limit


def drifts(project: DbtProject, seeds: Path, *, pairs_of: int) -> list[Drift]:
    """Hold the seeds against the candidate.

    seeds: folder of match_weights.csv and match_term_frequencies.csv. pairs_of: of how many
    profiles all pairs are looked at. Errors: WeftError without profiles, or without seeds.
    """
    comparisons = read_comparisons(project)
    with open_candidate(project) as connection:
        return held_against(connection, comparisons, seeds, pairs_of=pairs_of)


def held_against(
    connection: duckdb.DuckDBPyConnection,
    comparisons: Sequence[Comparison],
    seeds: Path,
    *,
    pairs_of: int,
) -> list[Drift]:
    """Do as `drifts` over a connection that has the candidate attached as `candidate`."""
    for table in ("match_weights", "match_term_frequencies"):
        path = seeds / f"{table}.csv"
        if not path.exists():
            raise WeftError(f"there is no {path}", "Learn the weights first: weft train")
        connection.execute(
            f"create table {table} as from read_csv({quote_literal(str(path))}, header = true)"
        )
    take_sample(connection, "paired", pairs_of)
    found = [*_unlike(connection, comparisons), *_names(connection, comparisons)]
    return [*found, *_prior(connection)]


def shown(found: Sequence[Drift]) -> Table:
    """Give the figures as a table: those that aged, and the one that moved most of the others."""
    table = Table("figure", title="Weights against the candidate", title_justify="left")
    for name in ("then", "now", "moved", "limit", ""):
        table.add_column(name, justify="right")
    for each in sorted(found, key=lambda drift: drift.moved / drift.limit, reverse=True):
        table.add_row(
            each.figure,
            f"{each.then:.3g}",
            f"{each.now:.3g}",
            f"{each.moved:.2f}",
            f"{each.limit:.2f}",
            "[red]aged[/]" if each.has_aged else "good",
        )
    return table


def _unlike(
    connection: duckdb.DuckDBPyConnection, comparisons: Sequence[Comparison]
) -> Iterator[Drift]:
    """Hold how often two random people agree against u; hardly any random pair is one person."""
    levels = ", ".join(f"{comparison.as_sql()} as {comparison.name}" for comparison in comparisons)
    sides = ", ".join(
        f"(select columns(*) as '\\0_{side}' from paired) as {side}" for side in ("l", "r")
    )
    connection.execute(
        f"create table levels as select {levels} from {sides} where profile_key_l < profile_key_r"
    )
    for comparison in comparisons:
        rows = connection.execute(
            f"""
            with counted as (
                select {comparison.name} as level, count(*) as pairs from levels
                where {comparison.name} >= 0 group by all
            )
            select label, u_probability, pairs / sum(pairs) over ()
            from counted right join match_weights as weights using (level)
            where weights.setting = '{ANYWHERE}' and weights.comparison = '{comparison.name}'
            qualify pairs >= {_FEWEST_PAIRS} and u_probability is not null
            order by level desc
            """
        ).fetchall()
        for label, then, now in rows:
            yield Drift(
                f"{comparison.name}, {label}: u", then, now, abs(math.log2(now / then)), MOST_BITS
            )


def _names(
    connection: duckdb.DuckDBPyConnection, comparisons: Sequence[Comparison]
) -> Iterator[Drift]:
    """Hold today's frequencies of names against the frozen ones."""
    for comparison in comparisons:
        if not comparison.term:
            continue
        now = dict(count_frequencies(connection, comparison.term))
        then: dict[str, float] = dict(
            connection.execute(
                "select term, frequency from match_term_frequencies where comparison = ?",
                [comparison.name],
            ).fetchall()
        )
        # A name at the edge of the list comes and goes.
        new = sum(share for name, share in now.items()
                  if name not in then and share >= 2 * SMALLEST_FREQUENCY)  # fmt: skip
        moved = sum(abs(now.get(name, 0) - then.get(name, 0)) for name in {*now, *then}) / 2
        yield Drift(f"{comparison.name}: share of new names", 0.0, new, new, MOST_NEW_NAMES)
        yield Drift(f"{comparison.name}: share of names that moved", 0.0, moved, moved,
                    MOST_MOVED_NAMES)  # fmt: skip


def _prior(connection: duckdb.DuckDBPyConnection) -> Iterator[Drift]:
    """Hold how often two profiles are one person, by what is certain, against the prior."""
    certain = " union ".join(
        "select a.profile_key as one, b.profile_key as other "
        "from candidate.identity.profiles__distinct as a "
        f"inner join candidate.identity.profiles__distinct as b using ({', '.join(columns)}) "
        "where a.profile_key < b.profile_key"
        for columns in CERTAIN
    )
    [[pairs, profiles]] = connection.execute(
        f"select (select count(*) from ({certain})), "
        "(select count(*) from candidate.identity.profiles__distinct)"
    ).fetchall()
    [[then]] = connection.execute(
        f"select m_probability from match_weights where setting = '{ANYWHERE}' "
        f"and comparison = '{PRIOR}'"
    ).fetchall()
    now = pairs / CERTAIN_RECALL / (profiles * (profiles - 1) / 2)
    if now:
        yield Drift("prior", then, now, abs(math.log2(now / then)), MOST_PRIOR_BITS)
