"""Chains, bridges and cuts: the models from identifiers to customers on graphs drawn in memory."""

import random
from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import pytest

from macro_renderer import PROJECT, MacroRenderer

Ties = Sequence[tuple[str, str, float]]
AFTER_CLUSTERS = ("cluster_trees__spanned", "bridges__found", "bridges__cut", "clusters__resolved")


class Builds:
    """Models built in memory."""

    def __init__(self) -> None:
        self.db = duckdb.connect(config={"threads": 1})
        self._renderer = MacroRenderer("duckdb")

    def build(self, model: str) -> None:
        """Replace the model's table."""
        text = (PROJECT / f"models/identity/{model}.sql").read_text(encoding="utf-8")
        sql = self._renderer.render(text, ref=lambda name: name)
        self.db.execute(f"create or replace table {model} as {sql}")

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        return self.db.execute(f"from {table} order by all").fetchall()


@pytest.fixture(scope="module")
def builds() -> Builds:
    return Builds()


def _components(nodes: Iterable[str], ties: Ties) -> dict[str, str]:
    """Give each node the smallest that it can reach, by joining sets one tie after the other."""
    label = {node: node for node in nodes}
    for one, other, _ in ties:
        low, high = sorted((label[one], label[other]))
        label = {node: low if known == high else known for node, known in label.items()}
    return label


def _lay(builds: Builds, nodes: Iterable[str], ties: Ties) -> None:
    """Lay out clusters of nodes, one record each, and find and cut their bridges."""
    label = _components(nodes, ties)
    builds.db.execute(
        "create or replace table clusters__rebuilt (node_key text, cluster_key text);"
        "create or replace table node_pairs__tied (node_key text, linked_node_key text, "
        "cluster_key text, match_weight double)"
    )
    builds.db.executemany("insert into clusters__rebuilt values (?, ?)", list(label.items()))
    rows = [(*sorted((one, other)), label[one], weight) for one, other, weight in ties]
    if rows:
        builds.db.executemany("insert into node_pairs__tied values (?, ?, ?, ?)", rows)
    builds.db.execute(
        "create or replace table record_nodes__grouped as "
        "select node_key as record_key, node_key, null as profile_key from clusters__rebuilt"
    )
    for model in AFTER_CLUSTERS:
        builds.build(model)


def _block(name: str, size: int) -> list[tuple[str, str, float]]:
    """Tie nodes to a ring with a knot, so that none of its ties is a bridge."""
    ring = [(f"{name}{at}", f"{name}{(at + 1) % size}", 5.0) for at in range(size)]
    return [*ring, (f"{name}0", f"{name}2", 5.0)]


def _customers(builds: Builds) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for node, cluster in builds.rows("clusters__resolved"):
        found.setdefault(cluster, set()).add(node)
    return {frozenset(nodes) for nodes in found.values()}


@pytest.mark.parametrize("seed", range(8))
def test_a_bridge_is_a_tie_whose_loss_splits_the_cluster(builds: Builds, seed: int) -> None:
    chance = random.Random(seed)
    nodes = [f"n{chance.getrandbits(32):08x}" for _ in range(60)]
    pairs = {tuple(sorted(chance.sample(nodes, 2))) for _ in range(chance.randint(20, 110))}
    ties = [(one, other, 5.0) for one, other in sorted(pairs)]
    _lay(builds, nodes, ties)
    whole = len(set(_components(nodes, ties).values()))
    bridges = {
        (one, other)
        for one, other, _ in ties
        if len(set(_components(nodes, [t for t in ties if t[:2] != (one, other)]).values())) > whole
    }
    assert {tuple(sorted(row[:2])) for row in builds.rows("bridges__found")} == bridges


def test_a_large_customer_is_cut_at_a_weak_bridge(builds: Builds) -> None:
    """Two blocks on one weak tie part; what lies weakly between two blocks joins neither."""
    weak = [("a5", "b5", 8.0), ("c3", "stray", 8.0), ("stray", "d3", 8.0)]
    blocks = [tie for name in "abcd" for tie in _block(name, 60)]
    nodes = sorted({node for one, other, _ in [*blocks, *weak] for node in (one, other)})
    _lay(builds, nodes, [*blocks, *weak])
    parts = {frozenset(f"{name}{at}" for at in range(60)) for name in "abcd"}
    assert _customers(builds) == {*parts, frozenset({"stray"})}


@pytest.mark.parametrize(
    ("size", "other_size", "weight"),
    [
        pytest.param(60, 60, 20.0, id="the bridge is strong"),
        pytest.param(30, 30, 8.0, id="the customer is not large"),
        pytest.param(110, 9, 8.0, id="little hangs on it"),
    ],
)
def test_a_customer_is_not_cut_when(
    builds: Builds, size: int, other_size: int, weight: float
) -> None:
    ties = [*_block("a", size), *_block("b", other_size), ("a5", "b5", weight)]
    nodes = sorted({node for one, other, _ in ties for node in (one, other)})
    _lay(builds, nodes, ties)
    assert len(builds.rows("bridges__found")) == 1
    assert _customers(builds) == {frozenset(nodes)}


@pytest.mark.parametrize(
    "mailboxes", [pytest.param(1, id="undoubted"), pytest.param(2, id="rebuilt")]
)
def test_a_chain_of_two_thousand_records_is_one_customer(builds: Builds, mailboxes: int) -> None:
    """Each record shares a card with the next; two mailboxes make the cluster be built anew."""
    builds.db.execute(
        """
        create or replace table people__standardised as
        select
            md5(range::text) as record_key, md5(range::text) as profile_key,
            'till' as source_system,
            'ann' as given_root, 'ann' as given_key, null::date as birth_date,
            null as generation_key, (range % $mailboxes)::text as email_key,
            null as mobile_key, false as is_sole
        from range(2000);
        create or replace table identifiers__standardised as
        select
            md5(range::text) as record_key,
            md5(unnest([range, range + 1])::text) as identifier_value_key, false as is_claimed
        from range(2000);
        create or replace table identifier_values__judged as
        select
            md5(range::text) as identifier_value_key, 'loyalty_card' as identifier_type,
            range::text as identifier_value, 'strong' as strength, true as needs_name,
            20.0 as match_weight, 0.98 as confidence, 2 as record_count, 'usable' as verdict
        from range(1, 2000);
        create or replace table steward_decisions__resolved
            (decision_key text, record_key text, linked_record_key text, decision text);
        create or replace table edges__weighted
            (node_key text, linked_node_key text, match_weight double, confidence double);
        create or replace table node_conflicts__found
            (node_key text, linked_node_key text, reason text);
        """.replace("$mailboxes", str(mailboxes))
    )
    for model in (
        "identifier_members__grouped",
        "record_nodes__grouped",
        "edges__exact",
        "edges__stacked",
        "clusters__connected",
        "clusters__doubted",
        "clusters__rebuilt",
        "node_pairs__tied",
        *AFTER_CLUSTERS,
    ):
        builds.build(model)
    assert len(builds.rows("clusters__doubted")) == mailboxes - 1
    assert len(builds.rows("bridges__found")) == 1999
    assert builds.db.execute(
        "select count(distinct cluster_key), count(*) from clusters__resolved"
    ).fetchall() == [(1, 2000)]
