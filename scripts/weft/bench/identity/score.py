"""How good a clustering is, and the one rule by which both ways choose their threshold."""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

# Whole bits are tried: every third first, then those around the best.
_FIRST, _LAST, _STEP = -6, 24, 3
# Bits from which many records are looked at, and joined.
REVIEW, LINK = 0, 5


@dataclass(frozen=True)
class Score:
    """Pairwise and B-cubed quality, and what went wrong: clusters of several, people in parts."""

    precision: float
    recall: float
    cubed_precision: float
    cubed_recall: float
    merged_clusters: int
    split_people: int

    @property
    def f1(self) -> float:
        """Give the harmonic mean of pairwise precision and recall."""
        return _mean(self.precision, self.recall)

    @property
    def cubed(self) -> float:
        """Give the harmonic mean of B-cubed precision and recall."""
        return _mean(self.cubed_precision, self.cubed_recall)


@dataclass(frozen=True)
class Found:
    """What one way found: its score, the threshold in bits, seconds, memory, pairs in question."""

    way: str
    score: Score
    threshold: float
    training_seconds: float
    matching_seconds: float
    gib: float
    pairs: int = 0


def score(connection: duckdb.DuckDBPyConnection, clusters: str, truth: str) -> Score:
    """Hold clusters (query with record_id, cluster_id) against truth (record_id, person_id)."""
    [row] = connection.execute(
        f"""
        with clustered as (
            select truth.record_id, truth.person_id, coalesce(found.cluster_id, truth.record_id)
                as cluster_id
            from {truth} as truth left join ({clusters}) as found using (record_id)
        ),
        cells as (
            select cluster_id, person_id, count(*) as n,
                sum(count(*)) over (partition by cluster_id) as of_cluster,
                sum(count(*)) over (partition by person_id) as of_person,
                count(*) over (partition by cluster_id) as people,
                count(*) over (partition by person_id) as clusters
            from clustered group by cluster_id, person_id
        )
        select
            (select sum(n * (n - 1)) from cells),
            (select sum(n * (n - 1)) from (
                select count(*) as n from clustered group by cluster_id)),
            (select sum(n * (n - 1)) from (
                select count(*) as n from clustered group by person_id)),
            sum(n * n / of_cluster) / sum(n),
            sum(n * n / of_person) / sum(n),
            count(distinct cluster_id) filter (where people > 1),
            count(distinct person_id) filter (where clusters > 1)
        from cells
        """
    ).fetchall()
    right, found, true, cubed_precision, cubed_recall, merged, split = row
    return Score(
        precision=right / found if found else 1.0,
        recall=right / true,
        cubed_precision=cubed_precision,
        cubed_recall=cubed_recall,
        merged_clusters=merged,
        split_people=split,
    )


def best_threshold(at: Callable[[float], Score]) -> tuple[float, Score]:
    """Give the threshold, in whole bits, whose clusters have the best F1; of equals the highest."""
    tried = {float(bits): at(bits) for bits in range(_FIRST, _LAST + 1, _STEP)}
    best = max(tried, key=lambda bits: (tried[bits].f1, bits))
    for bits in range(int(best) - _STEP + 1, int(best) + _STEP):
        if bits not in tried:
            tried[float(bits)] = at(bits)
    best = max(tried, key=lambda bits: (tried[bits].f1, bits))
    return best, tried[best]


def _mean(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
