"""`weft explain`: why two records are, or are not, one person."""

from dataclasses import dataclass, field

import duckdb

from weft.errors import WeftError
from weft.pipeline import databases
from weft.settings import Warehouse
from weft.steward.evidence import (
    Edge,
    Weighing,
    edges_among,
    nodes_of,
    placeholders,
    shortest_path,
    weigh,
    with_values,
)
from weft.steward.explanation import Explanation, Step, verdict, way
from weft.steward.published import explain_published
from weft.steward.references import Named, find, names

NEEDED = {"identity.profile_pairs__weighable", "identity.bridges__cut"}
# The numbers by which pairs are told, of two profiles.
_NUMBER = "(select profile_number from identity.profiles__distinct where profile_key = ?)"
_BOTH = f"({_NUMBER}, {_NUMBER})"


@dataclass(frozen=True)
class _Side:
    """What was named, with the nodes and profiles of its records and of its whole customer."""

    named: Named
    own: dict[str, tuple[str, str | None]]  # record → node, profile
    customer: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    def profiles(self) -> list[str]:
        return [profile for _, profile in self.own.values() if profile]

    def nodes(self) -> list[str]:
        return sorted({node for node, _ in self.own.values()})

    def all_nodes(self) -> list[str]:
        return sorted({node for node, _ in self.customer.values()})


def explain(
    warehouse: Warehouse,
    reference: str,
    other_reference: str,
    *,
    values: bool = False,
    published: bool = False,
) -> Explanation:
    """Explain why two records, or two customers, are one person or are not.

    Asked is the candidate, where any two can be weighed, also two that the run never compared;
    with `published`, or where there is no candidate, the published file, which says in the reasons
    what it cannot show. `values` adds what the profiles say, which is personal data. Raises
    WeftError for a reference that names nothing, and where there is nothing to ask.
    """
    if published or not warehouse.candidate.exists():
        with databases.published(warehouse) as connection:
            one, other = _two(connection, reference, other_reference)
            return explain_published(connection, one, other, values=values)
    with databases.reading(warehouse) as connection:
        if not databases.relations(connection).keys() >= NEEDED:
            raise WeftError(
                f"{warehouse.candidate} holds no identity to explain.",
                "Build it first: `weft run`, or `dbt build`.",
            )
        sides = [_side(connection, one) for one in _two(connection, reference, other_reference)]
        together = sides[0].named.customer_key == sides[1].named.customer_key
        found = (_joined if together else _apart)(connection, *sides)
        return _with_values(connection, found) if values else found


def _two(
    connection: duckdb.DuckDBPyConnection, reference: str, other_reference: str
) -> tuple[Named, Named]:
    one, other = find(connection, reference), find(connection, other_reference)
    if one.record_keys == other.record_keys:
        raise WeftError(
            f"{reference} and {other_reference} are the same.", "Name two different ones."
        )
    return one, other


def _side(connection: duckdb.DuckDBPyConnection, named: Named) -> _Side:
    rows = connection.execute(
        "select record_key from marts.customer_records where customer_key = ?",
        [named.customer_key],
    ).fetchall()
    customer = nodes_of(connection, [key for (key,) in rows])
    return _Side(named, {key: customer[key] for key in named.record_keys}, customer)


def _joined(connection: duckdb.DuckDBPyConnection, one: _Side, other: _Side) -> Explanation:
    """Tell the way of evidence from one record to the other."""
    said = _verdict(one, other, is_one=True)
    if set(one.nodes()) & set(other.nodes()):
        return Explanation(
            True,
            said,
            ("Their records say the same word for word and carry the same identifiers.",),
        )
    path = shortest_path(edges_among(connection, one.all_nodes()), one.nodes(), other.nodes())
    called = _called(connection, one, other)
    steps = tuple(
        Step(called[start], called[end], _exact(edge), _weighed(connection, one, start, end))
        for start, end, edge in path
    )
    return Explanation(True, said, (way(len(path)),), steps)


def _verdict(one: _Side, other: _Side, *, is_one: bool) -> str:
    keys = (one.named.customer_key, other.named.customer_key)
    return verdict(is_one, one.named.reference, other.named.reference, keys)


def _exact(edge: Edge) -> tuple[str, ...]:
    return tuple(kind for kind in edge.evidence if kind != "weight")


def _weighed(
    connection: duckdb.DuckDBPyConnection, side: _Side, start: str, end: str
) -> Weighing | None:
    profile_of = dict(side.customer.values())
    ones, others = profile_of[start], profile_of[end]
    return weigh(connection, [ones], [others])[0] if ones and others else None


def _called(connection: duckdb.DuckDBPyConnection, *sides: _Side) -> dict[str, str]:
    """Give each node a record's name: the one that was asked for, else its first."""
    records: dict[str, str] = {}
    for side in sides:
        for record, (node, _) in sorted(side.customer.items()):
            records.setdefault(node, record)
    for side in sides:
        if side.named.is_record:
            [(record, (node, _))] = side.own.items()
            records[node] = record
    known = names(connection, tuple(records.values()))
    return {node: known[record] for node, record in records.items()}


def _apart(connection: duckdb.DuckDBPyConnection, one: _Side, other: _Side) -> Explanation:
    """Tell what speaks most for one person, and what kept the two apart."""
    weighings = weigh(connection, one.profiles(), other.profiles())
    best = weighings[0] if weighings else None
    called = _called(connection, one, other)
    node, other_node = _nodes_of_pair(one, other, best)
    shared = _shared(connection, one, other)
    conflicts = _conflicts(connection, one, other)
    reasons = [
        *(f"Both have one {kind}: {said}." for kind, said in shared),
        *_bridges(connection, one, other),
        *_why_not(connection, best, conflicts),
    ]
    evidence = tuple(kind for kind, _ in shared)
    return Explanation(
        False,
        _verdict(one, other, is_one=False),
        tuple(reasons),
        (Step(called[node], called[other_node], evidence, best),),
    )


def _nodes_of_pair(one: _Side, other: _Side, best: Weighing | None) -> tuple[str, str]:
    def node(side: _Side) -> str:
        fitting = [
            node for node, profile in side.own.values() if best is None or profile in best.profiles
        ]
        return min(fitting)

    return node(one), node(other)


def _shared(
    connection: duckdb.DuckDBPyConnection, one: _Side, other: _Side
) -> list[tuple[str, str]]:
    """Give the types of identifier that both have, and why that joins nobody here."""
    verdicts = {
        "blocked": "a value that stands for nobody",
        "too_many_people": "more people share it than its type allows",
        "lookup": "it finds a customer and joins nobody",
        "no_rule": "no rule says what it proves",
    }
    keys = [list(side.own) for side in (one, other)]
    rows = connection.execute(
        f"""
        select distinct judged.identifier_type, judged.verdict, judged.needs_name
        from identity.identifiers__standardised as this_one
        join identity.identifiers__standardised as that_one
            using (identifier_type, identifier_value)
        join identity.identifier_values__judged as judged
            using (identifier_type, identifier_value)
        where this_one.record_key in ({placeholders(keys[0])})
            and that_one.record_key in ({placeholders(keys[1])})
            and identifier_type not in ('email_md5', 'mobile')
        order by 1, 2
        """,
        [*keys[0], *keys[1]],
    ).fetchall()
    return [
        (
            kind.replace("_", " "),
            verdicts.get(
                verdict,
                "it joins only records whose given names agree and birth dates do not differ"
                if needs_name
                else "it would join them",
            ),
        )
        for kind, verdict, needs_name in rows
    ]


def _conflicts(connection: duckdb.DuckDBPyConnection, one: _Side, other: _Side) -> dict[str, int]:
    """Give what any two nodes of the two customers contradict each other in, and how often."""
    ones, others = one.all_nodes(), other.all_nodes()
    rows = connection.execute(
        f"""
        select reason, count(*) from identity.node_conflicts__found
        where node_key in ({placeholders(ones)})
            and linked_node_key in ({placeholders(others)})
            or node_key in ({placeholders(others)})
            and linked_node_key in ({placeholders(ones)})
        group by reason order by reason
        """,
        [*ones, *others, *others, *ones],
    ).fetchall()
    return dict(rows)


def _bridges(connection: duckdb.DuckDBPyConnection, one: _Side, other: _Side) -> list[str]:
    """Say so where a customer too large was cut between the two."""
    ones, others = one.all_nodes(), other.all_nodes()
    rows = connection.execute(
        f"""
        select match_weight, record_count from identity.bridges__cut
        where node_key in ({placeholders(ones)}) and parent_node_key in ({placeholders(others)})
            or node_key in ({placeholders(others)}) and parent_node_key in ({placeholders(ones)})
        order by 1, 2
        """,
        [*ones, *others, *others, *ones],
    ).fetchall()
    return [
        f"A tie of {weight:+.1f} bits was all that held them together, in a customer of {count} "
        "records: too large for a tie so weak."
        for weight, count in rows
    ]


def _why_not(
    connection: duckdb.DuckDBPyConnection, best: Weighing | None, conflicts: dict[str, int]
) -> list[str]:
    reasons = []
    if "steward" in conflicts:
        reasons.append("A steward has decided that they are two.")
    if "source" in conflicts:
        reasons.append("Each is one of a source that keeps one record of each person.")
    if best is None:
        return [*reasons, "At least one of them says too little about a person to be weighed."]
    if best.conflict:
        name = best.conflict.replace("_", " ")
        reasons.append(f"They plainly differ in {name}, which no weight outweighs.")
    others = [reason for reason in conflicts if reason not in ("steward", "source", best.conflict)]
    if others:
        told = " and ".join(reason.replace("_", " ") for reason in others)
        reasons.append(f"Records of the two customers contradict each other in {told}.")
    if best.weight < best.review_weight:
        reasons.append(
            f"At {best.weight:+.1f} bits the best pair is below {best.review_weight:g}, "
            "from where on a pair is in doubt."
        )
    elif best.weight < best.link_weight:
        reasons.append(
            f"At {best.weight:+.1f} bits the best pair is in doubt: it joins from "
            f"{best.link_weight:g} on. `weft review` takes a decision."
        )
    elif not reasons:
        reasons.append(
            "Each fits another customer about as well (var match_margin), so the tie was given up."
        )
    return [*reasons, *_unseen(connection, best)]


def _unseen(connection: duckdb.DuckDBPyConnection, best: Weighing) -> list[str]:
    """Say so when no blocking rule brought the pair together, and why."""
    if best.profiles[0] == best.profiles[1]:
        return []
    shared = connection.execute(
        f"""
        select rules.rule_columns, blocks.is_used
        from identity.match_blocks__keyed as this_one
        join identity.match_blocks__keyed as that_one using (block_key)
        join identity.match_blocks__sized as blocks using (block_key)
        join quality.quality_match_blocks as rules
            on this_one.rule_number = rules.rule_number
        where (this_one.profile_number, that_one.profile_number) = {_BOTH}
        order by 1
        """,
        list(best.profiles),
    ).fetchall()
    if any(is_used for _, is_used in shared):
        return []
    if shared:
        told = "; ".join(columns.replace("_key", "") for columns, _ in shared)
        return [f"They were never compared: too many people share their {told}."]
    return ["They were never compared: no blocking rule brings the two together."]


def _with_values(connection: duckdb.DuckDBPyConnection, explanation: Explanation) -> Explanation:
    steps = tuple(
        Step(
            step.record,
            step.other,
            step.evidence,
            with_values(connection, step.weighing) if step.weighing else None,
        )
        for step in explanation.steps
    )
    return Explanation(explanation.is_one, explanation.verdict, explanation.reasons, steps)
