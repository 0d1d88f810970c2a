"""What the published file tells of two records: for who has no candidate to ask."""

import duckdb

from weft.errors import WeftError
from weft.pipeline import databases
from weft.steward.evidence import Edge, Part, Row, Weighing, placeholders, shortest_path
from weft.steward.explanation import Explanation, Step, verdict, way
from weft.steward.references import Named, names

NEEDED = "marts.match_explanations"
# Of several pairs between two customers, what decided first.
DECISIONS = ("kept apart by steward", "kept apart by conflict", "cut", "review")
LIMITS = (
    "Told from the published file, which knows the pairs that evidence ties, weight leaves in "
    "doubt or a conflict keeps apart; with the candidate at hand any two are weighed.",
    "What the records say is not published with the pairs: --values needs the candidate.",
)


def explain_published(
    connection: duckdb.DuckDBPyConnection, one: Named, other: Named, *, values: bool = False
) -> Explanation:
    """Explain two from the pairs that were published with them.

    The reasons end with what the published file cannot show. Raises WeftError where it has no
    pairs.
    """
    if NEEDED not in databases.relations(connection):
        raise WeftError(
            "The published file explains no pairs.", "Publish anew: `weft run`, or `weft publish`."
        )
    is_one = one.customer_key == other.customer_key
    pairs = _pairs(connection, one.customer_key, other.customer_key)
    told, shown = (_joined if is_one else _apart)(connection, pairs, one, other)
    called = names(connection, tuple({key for pair in shown for key in _ends(pair)}))
    return Explanation(
        is_one,
        verdict(is_one, one.reference, other.reference, (one.customer_key, other.customer_key)),
        (*told, *(LIMITS if values else LIMITS[:1])),
        tuple(_step(pair, called) for pair in shown),
    )


def _pairs(connection: duckdb.DuckDBPyConnection, key: str, other: str) -> list[Row]:
    """Give the pairs of records between two customers, or inside one, heaviest first."""
    keys = [key, other]
    return databases.named_rows(
        connection,
        f"select * from {NEEDED} where customer_key in ({placeholders(keys)}) "
        f"and linked_customer_key in ({placeholders(keys)}) "
        "and (customer_key = linked_customer_key) = (? = ?) "
        "order by match_weight desc nulls last, match_key",
        [*keys, *keys, *keys],
    )


def _joined(
    connection: duckdb.DuckDBPyConnection, pairs: list[Row], one: Named, other: Named
) -> tuple[list[str], list[Row]]:
    """Tell the way of evidence between two records, or, of those alike others, what joined them."""
    by_ends = {tuple(sorted(_ends(pair))): pair for pair in pairs if _ties(pair)}
    edges = [
        Edge((ends[0], ends[1]), _evidence(pair), _number(pair["match_weight"] or 0))
        for ends, pair in by_ends.items()
    ]
    path = shortest_path(edges, one.record_keys, other.record_keys)
    if path:
        return [way(len(path))], [by_ends[edge.nodes] for _, _, edge in path]
    rows = connection.execute(
        "select record_key, match_kind, match_confidence from marts.customer_records "
        f"where record_key in ({placeholders((*one.record_keys, *other.record_keys))}) "
        "order by record_key",
        [*one.record_keys, *other.record_keys],
    ).fetchall()
    called = names(connection, tuple(key for key, _, _ in rows))
    alike = (
        "One of them stands in no pair of its own: another of her records says the same word for "
        "word, or the evidence is gone since."
    )
    return [
        alike,
        *(
            f"{called[key]} is hers by {kind.replace('_', ' ')}, confidence {confidence:.2f}."
            for key, kind, confidence in rows
        ),
    ], []


def _ties(pair: Row) -> bool:
    return pair["decision"] in ("linked", "linked by steward")


def _apart(
    connection: duckdb.DuckDBPyConnection, pairs: list[Row], one: Named, other: Named
) -> tuple[list[str], list[Row]]:
    """Tell what kept two customers apart, and show the pair that speaks most for one person."""
    asked = {*one.record_keys, *other.record_keys}
    exact = [pair for pair in pairs if asked.issuperset(_ends(pair))] or pairs
    if not exact:
        return ["No pair of the two was published: they weigh too little, or never met."], []
    decided = min(exact, key=lambda pair: DECISIONS.index(str(pair["decision"])))
    return [_why(decided)], exact[:1]


def _why(pair: Row) -> str:
    differing = str(pair["conflict"]).replace("_", " ")
    return {
        "kept apart by steward": "A steward has decided that they are two.",
        "kept apart by conflict": f"Records of the two contradict each other in {differing}.",
        "cut": "Evidence that ties them was given up: a conflict stands elsewhere between the two, "
        "the record fits two people, or it was all that held a customer too large together.",
        "review": "They are in doubt. `weft review` takes a decision.",
    }[str(pair["decision"])]


def _step(pair: Row, called: dict[str, str]) -> Step:
    record, other = _ends(pair)
    return Step(called[record], called[other], _evidence(pair), _weighing(pair))


def _ends(pair: Row) -> tuple[str, str]:
    return str(pair["record_key"]), str(pair["linked_record_key"])


def _evidence(pair: Row) -> tuple[str, ...]:
    return tuple(str(pair["exact_evidence"]).split(", ")) if pair["exact_evidence"] else ()


def _weighing(pair: Row) -> Weighing | None:
    """Give the pair's levels and weights; None where a record says too little to be weighed."""
    if pair["setting"] is None:
        return None
    setting, link_weight = str(pair["setting"]), _number(pair["link_weight"])
    parts = [Part("prior", setting, _number(pair["prior_weight"]))]
    for column, level in pair.items():
        if column.endswith("_level"):
            name = column.removesuffix("_level")
            said = None if level is None else str(level)
            parts.append(Part(name, said, _number(pair[f"{name}_weight"] or 0)))
    return Weighing(
        _ends(pair),
        setting,
        tuple(parts),
        _number(pair["match_weight"]),
        link_weight,
        # Where doubt begins is not published; a chart marks where pairs join.
        link_weight,
        None if pair["conflict"] is None else str(pair["conflict"]),
    )


def _number(value: object) -> float:
    return float(str(value))
