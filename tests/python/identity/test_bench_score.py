"""The scores of the identity benchmark, against pairs counted by hand."""

import duckdb
import pytest

from weft.bench.identity.datasets import DATASETS
from weft.bench.identity.score import Score, best_threshold, score
from weft.bench.identity.splink_way import EXAMPLES


def test_pairs_and_records_are_counted() -> None:
    """Ann is in two parts, one of them with Bob; a record no cluster holds is by itself."""
    connection = duckdb.connect()
    connection.execute(
        "create table truth as from (values ('a1', 'ann'), ('a2', 'ann'), ('a3', 'ann'), "
        "('b1', 'bob'), ('c1', 'carl')) as t(record_id, person_id)"
    )
    found = score(
        connection,
        "select * from (values ('a1', 'x'), ('a2', 'x'), ('a3', 'y'), ('b1', 'y')) "
        "as t(record_id, cluster_id)",
        "truth",
    )
    assert (found.precision, found.recall) == (pytest.approx(1 / 2), pytest.approx(1 / 3))
    assert found.f1 == pytest.approx(0.4)
    assert found.cubed_precision == pytest.approx((1 + 1 + 0.5 + 0.5 + 1) / 5)
    assert found.cubed_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert (found.merged_clusters, found.split_people) == (1, 1)


def test_the_best_of_whole_bits_is_found_and_of_equals_the_highest() -> None:
    def at(bits: float) -> Score:
        quality = 1 - abs(bits - 7) / 100
        return Score(quality, quality, 0, 0, 0, 0)

    assert best_threshold(at)[0] == 7.0
    assert best_threshold(lambda bits: Score(1, 1, 0, 0, 0, 0))[0] == 26.0


def test_every_data_set_has_settings_of_splink() -> None:
    assert {dataset.name for dataset in DATASETS} == set(EXAMPLES)
