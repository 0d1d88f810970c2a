"""Taking a steward's decisions, and taking them back: they hold from the next build on.

Decisions stand in the run ledger beside the candidate, synced to disk, so they outlive a kill and
a candidate that is thrown away; a copy goes into the candidate, where the models read it.
"""

from collections.abc import Sequence
from contextlib import closing

import duckdb

from weft.errors import WeftError
from weft.pipeline import databases
from weft.pipeline.ledger import Decision, Ledger, new_decision_id, now
from weft.pipeline.lock import sole_writer
from weft.settings import Warehouse
from weft.steward.references import find
from weft.warehouse import connect

MUST, NEVER = "must_link", "never_link"
CHECK = "identity.identity_settings__checked"


def decide(
    warehouse: Warehouse, decision: str, pairs: Sequence[tuple[str, str]], *, by: str, why: str
) -> Decision:
    """Enter a decision on pairs of record keys, unless it contradicts what already holds.

    Raises WeftError with the contradiction, or when somebody else writes to the warehouse.
    """
    taken = Decision(
        new_decision_id(),
        decision,
        tuple(sorted({(min(pair), max(pair)) for pair in pairs})),
        by,
        now(),
        why,
    )
    with (
        sole_writer(warehouse, "review"),
        closing(Ledger(warehouse)) as ledger,
        connect(warehouse) as connection,
    ):
        ledger.mirror(connection)
        _refuse_contradiction(connection, taken)
        ledger.decide(taken)
        ledger.mirror(connection)
    return taken


def undo(warehouse: Warehouse, decision_id: str, *, by: str, why: str) -> Decision:
    """Take a decision back; what it overrode holds again.

    Raises WeftError when there is no such decision, or it was taken back before.
    """
    with sole_writer(warehouse, "review"), closing(Ledger(warehouse)) as ledger:
        found = [one for one in ledger.decisions() if one.decision_id == decision_id]
        if not found:
            raise WeftError(
                f"There is no decision {decision_id}.",
                "`weft review decisions` lists them. Those of seeds/steward_decisions.csv are "
                "taken back by taking out their row.",
            )
        if found[0].undone_at:
            raise WeftError(
                f"Decision {decision_id} was taken back at {found[0].undone_at}.",
                "Nothing is left to do.",
            )
        ledger.undo(decision_id, by, why)
        if warehouse.candidate.exists():
            with connect(warehouse) as connection:
                ledger.mirror(connection)
    return found[0]


def pair_named(warehouse: Warehouse, references: Sequence[str]) -> tuple[str, str]:
    """Give the record keys of a pair: two references, or the id of one in the queue."""
    with databases.reading(warehouse) as connection:
        if len(references) == 2:
            one, other = (find(connection, reference) for reference in references)
            if one.record_keys[0] == other.record_keys[0]:
                raise WeftError("Both are the same record.", "Name two different ones.")
            return one.record_keys[0], other.record_keys[0]
        rows = connection.execute(
            "select record_key, linked_record_key from marts.match_review_queue "
            "where starts_with(match_key, ?)",
            [references[0]],
        ).fetchall()
    if len(rows) != 1:
        raise WeftError(
            f"{references[0]} is {'no pair' if not rows else 'more than one pair'} of the queue.",
            "`weft review list` shows the ids. Or name two records as source:id.",
        )
    return rows[0][0], rows[0][1]


def pairs_to_split(warehouse: Warehouse, references: Sequence[str]) -> list[tuple[str, str]]:
    """Give the pairs that must part so that the named records leave their customer.

    Each of them with each record that stays; where all are named, each with each.
    """
    with databases.reading(warehouse) as connection:
        found = [find(connection, reference) for reference in references]
        for named in found:
            if not named.is_record:
                raise WeftError(
                    f"{named.reference} is a customer of {len(named.record_keys)} records.",
                    "Name the records that are to leave it.",
                )
        customers = {named.customer_key for named in found}
        if len(customers) > 1:
            raise WeftError(
                "The records are not of one customer.",
                "Split one customer at a time; `weft review reject` keeps two customers apart.",
            )
        rows = connection.execute(
            "select record_key from marts.customer_records where customer_key = ? order by 1",
            [customers.pop()],
        ).fetchall()
    leaving = sorted({named.record_keys[0] for named in found})
    staying = [key for (key,) in rows if key not in leaving]
    if staying:
        return [(one, other) for one in leaving for other in staying]
    if len(leaving) == 1:
        raise WeftError("Its customer has no other record.", "There is nothing to split.")
    return [(one, other) for one in leaving for other in leaving if one < other]


def _refuse_contradiction(connection: duckdb.DuckDBPyConnection, taken: Decision) -> None:
    """Ask the check that guards the build what it would say of this decision."""
    connection.execute("begin")
    try:
        before = _faults(connection)
        connection.executemany(
            "insert into ledger.decisions (decision_id, pair_number, decision, record_key_a, "
            "record_key_b, decided_by, decided_at, why) values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                [
                    *(taken.decision_id, number, taken.decision, *pair),
                    *(taken.decided_by, taken.decided_at, taken.why),
                ]
                for number, pair in enumerate(taken.pairs, start=1)
            ],
        )
        new = sorted(_faults(connection) - before)
    finally:
        connection.execute("rollback")
    if new:
        place, fault = new[0]
        place = "This decision" if taken.decision_id in place else place
        raise WeftError(
            f"{place}: {fault}.",
            "`weft review decisions` lists what holds; take one back with `weft review undo`.",
        )


def _faults(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    try:
        return set(connection.execute(f"select place, fault from {CHECK}").fetchall())
    except duckdb.CatalogException as error:
        raise WeftError(
            "The candidate holds no identity to decide on.",
            "Build it first: `weft run`, or `dbt build`.",
        ) from error
