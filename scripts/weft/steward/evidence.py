"""What identity knows of two nodes: the edges between them, and what comparing them weighs."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from weft.pipeline.databases import named_rows
from weft.sql import quote_identifier

# Profiles of one customer that are compared at most with those of another.
MOST = 100
# What a profile holds for each comparison, for `--values`.
VALUES = {
    "given_name": "given_key",
    "middle_name": "middle_key",
    "family_name": "family_key",
    "birth_date": "cast(birth_date as varchar)",
    "email": "email",
    "mobile": "mobile_key",
    "landline": "landline_key",
    "national_id": "national_id",
    "address": "concat_ws(', ', address_key, city_key, postcode_key)",
}
Row = dict[str, object]


@dataclass(frozen=True)
class Part:
    """One comparison of a pair: how the two agree, what that weighs in bits, and what they say."""

    name: str
    level: str | None  # None: one of the two says nothing
    weight: float
    values: tuple[str | None, str | None] = (None, None)


@dataclass(frozen=True)
class Weighing:
    """A pair of profiles, weighed: the parts, the prior among them, add up to the weight."""

    profiles: tuple[str, str]
    setting: str
    parts: tuple[Part, ...]
    weight: float
    link_weight: float
    review_weight: float
    conflict: str | None


@dataclass(frozen=True)
class Edge:
    """All evidence that ties two nodes: types of identifiers, and perhaps weight."""

    nodes: tuple[str, str]
    evidence: tuple[str, ...]
    weight: float


def placeholders(values: Sequence[object]) -> str:
    """Give as many placeholders as there are values, for `in (…)`."""
    return ", ".join("?" * len(values))


def nodes_of(
    connection: duckdb.DuckDBPyConnection, record_keys: Sequence[str]
) -> dict[str, tuple[str, str | None]]:
    """Give each record's node and profile."""
    rows = connection.execute(
        "select record_key, node_key, profile_key from identity.record_nodes__grouped "
        f"where record_key in ({placeholders(record_keys)})",
        list(record_keys),
    ).fetchall()
    return {record: (node, profile) for record, node, profile in rows}


def edges_among(connection: duckdb.DuckDBPyConnection, nodes: Sequence[str]) -> list[Edge]:
    """Give the edges between these nodes, in a fixed order."""
    rows = connection.execute(
        "select least(node_key, linked_node_key), greatest(node_key, linked_node_key), "
        "list_sort(list(distinct evidence)), max(match_weight) from identity.edges__stacked "
        f"where node_key in ({placeholders(nodes)}) and linked_node_key in "
        f"({placeholders(nodes)}) group by all order by all",
        [*nodes, *nodes],
    ).fetchall()
    return [Edge((one, other), tuple(said), weight) for one, other, said, weight in rows]


def shortest_path(
    edges: Iterable[Edge], starts: Sequence[str], ends: Sequence[str]
) -> list[tuple[str, str, Edge]]:
    """Give the fewest edges that lead from a start to an end, strong ones first: from, to, edge."""
    neighbours: dict[str, list[tuple[str, Edge]]] = {}
    for edge in sorted(edges, key=lambda edge: (-edge.weight, edge.nodes)):
        one, other = edge.nodes
        neighbours.setdefault(one, []).append((other, edge))
        neighbours.setdefault(other, []).append((one, edge))
    reached: dict[str, tuple[str, Edge] | None] = dict.fromkeys(sorted(starts))
    waiting = deque(reached)
    while waiting:
        node = waiting.popleft()
        if node in ends:
            path = []
            while (step := reached[node]) is not None:
                path.append((step[0], node, step[1]))
                node = step[0]
            return path[::-1]
        for neighbour, edge in neighbours.get(node, []):
            if neighbour not in reached:
                reached[neighbour] = (node, edge)
                waiting.append(neighbour)
    return []


def weigh(
    connection: duckdb.DuckDBPyConnection, ones: Sequence[str], others: Sequence[str]
) -> list[Weighing]:
    """Weigh every profile of one side with every one of the other, heaviest first."""
    ones, others = sorted(set(ones))[:MOST], sorted(set(others))[:MOST]
    if not ones or not others:
        return []
    rows = named_rows(
        connection,
        "select * from identity.profile_pairs__weighable "
        f"where profile_key_l in ({placeholders(ones)}) "
        f"and profile_key_r in ({placeholders(others)})",
        [*ones, *others],
    )
    labels = _labels(connection)
    weighed = [_weighing(row, labels) for row in rows]
    return sorted(weighed, key=lambda pair: (-pair.weight, pair.profiles))


def with_values(connection: duckdb.DuckDBPyConnection, weighing: Weighing) -> Weighing:
    """Give a weighing with what the two profiles say, which is personal data."""
    known = {part.name for part in weighing.parts} & set(VALUES)
    expressions = ", ".join(f"{VALUES[name]} as {quote_identifier(name)}" for name in sorted(known))
    said = {}
    for profile in weighing.profiles:
        [said[profile]] = named_rows(
            connection,
            f"select {expressions} from identity.profiles__distinct where profile_key = ?",
            [profile],
        )
    one, other = (said[profile] for profile in weighing.profiles)
    parts = tuple(
        Part(part.name, part.level, part.weight, (one.get(part.name), other.get(part.name)))
        for part in weighing.parts
    )
    return Weighing(**{**weighing.__dict__, "parts": parts})


def _labels(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, int], str]:
    rows = connection.execute(
        "select setting, comparison, level, label from seeds.match_weights"
    ).fetchall()
    return {(setting, name, level): label for setting, name, level, label in rows}


def _weighing(row: Row, labels: Mapping[tuple[str, str, int], str]) -> Weighing:
    setting = str(row["setting"])
    parts = [Part("prior", setting, _number(row["prior_weight"]))]
    for column, level in row.items():
        if column.endswith("_level"):
            name, at = column.removesuffix("_level"), int(_number(level))
            label = labels.get((setting, name, at)) if at >= 0 else None
            parts.append(Part(name, label, _number(row[f"{name}_weight"])))
    return Weighing(
        (str(row["profile_key_l"]), str(row["profile_key_r"])),
        setting,
        tuple(parts),
        _number(row["match_weight"]),
        _number(row["link_weight"]),
        _number(row["review_weight"]),
        None if row["conflict"] is None else str(row["conflict"]),
    )


def _number(value: object) -> float:
    return float(str(value))
