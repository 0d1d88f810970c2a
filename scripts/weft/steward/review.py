"""`weft review`: the queue of doubtful pairs, most valuable first, and the decisions taken."""

from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal

from rich.console import Console
from rich.markup import escape
from rich.prompt import Prompt
from rich.table import Table

from weft.errors import WeftError
from weft.pipeline import databases
from weft.pipeline.ledger import Decision, Ledger
from weft.settings import Warehouse
from weft.steward.decisions import MUST, NEVER, decide
from weft.steward.explain import explain
from weft.steward.references import names
from weft.steward.waterfall import show

ID = 8  # characters of a key shown as the pair's id
QUEUE = "marts.match_review_queue"
# What was decided since the last build is not asked again.
OPEN = f"""
    with decided as (
        select
            least(this_one.customer_key, that_one.customer_key) as customer_key,
            greatest(this_one.customer_key, that_one.customer_key) as linked_customer_key
        from ledger.decisions
        join marts.customer_records as this_one
            on decisions.record_key_a = this_one.record_key
        join marts.customer_records as that_one
            on decisions.record_key_b = that_one.record_key
        where decisions.undone_at is null
    )
    select
        left(match_key, {ID}), record_key, linked_record_key, review_reason, conflict,
        exact_evidence, match_weight, review_value_amount, currency_code
    from {QUEUE}
    anti join decided using (customer_key, linked_customer_key)
    order by review_rank
    limit ?
"""


@dataclass(frozen=True)
class Waiting:
    """A pair that waits for a steward."""

    pair_id: str
    record_key: str
    linked_record_key: str
    reason: str
    conflict: str | None
    exact_evidence: str | None
    weight: Decimal | None
    value: Decimal
    currency: str

    def doubt(self) -> str:
        """Say in a few words what is doubtful."""
        told = {
            "review": "in doubt",
            "cut": "fits another as well",
            "conflict": f"contradiction: {self.conflict}".replace("_", " "),
        }[self.reason]
        return f"{told}; share {self.exact_evidence}" if self.exact_evidence else told


def waiting(warehouse: Warehouse, limit: int) -> list[Waiting]:
    """Give the first pairs of the queue. Raises WeftError where no build has made one."""
    with databases.reading(warehouse) as connection:
        if QUEUE not in databases.relations(connection):
            raise WeftError("There is no queue yet.", "`weft run` builds it.")
        return [Waiting(*row) for row in connection.execute(OPEN, [limit]).fetchall()]


def show_queue(warehouse: Warehouse, limit: int, console: Console) -> None:
    """Print the first pairs of the queue."""
    pairs = waiting(warehouse, limit)
    if not pairs:
        console.print("Nobody waits for a decision.")
        return
    with databases.reading(warehouse) as connection:
        keys = {key for pair in pairs for key in (pair.record_key, pair.linked_record_key)}
        called = names(connection, tuple(sorted(keys)))
    table = Table(title="Who may be one customer, most valuable first", title_justify="left")
    for heading in ("id", "value", "bits", "one", "other", "why"):
        table.add_column(
            heading,
            justify="right" if heading in ("value", "bits") else "left",
            overflow="fold",
            no_wrap=heading == "id",
        )
    for pair in pairs:
        table.add_row(
            pair.pair_id,
            f"{pair.value:,.0f} {pair.currency}",
            "" if pair.weight is None else f"{pair.weight:+.1f}",
            *(escape(called[key]) for key in (pair.record_key, pair.linked_record_key)),
            escape(pair.doubt()),
        )
    console.print(table)
    console.print("weft review accept ID --why …   weft review reject ID --why …")


def show_decisions(warehouse: Warehouse, console: Console) -> None:
    """Print every decision taken with `weft review`, newest first."""
    with closing(Ledger(warehouse)) as ledger:
        decisions = ledger.decisions()
    table = Table(title="Decisions", title_justify="left")
    for heading in ("id", "decision", "pairs", "by", "at (UTC)", "why", "taken back"):
        table.add_column(
            heading,
            justify="right" if heading == "pairs" else "left",
            no_wrap=heading == "id",
        )
    for one in reversed(decisions):
        undone = f"{one.undone_at or '':.16} by {one.undone_by}: {one.undone_why}"
        table.add_row(
            *(one.decision_id, one.decision, str(len(one.pairs)), escape(one.decided_by)),
            *(one.decided_at[:16], escape(one.why), escape(undone) if one.undone_at else ""),
        )
    console.print(table)


def ask(warehouse: Warehouse, by: str, limit: int, console: Console) -> list[Decision]:
    """Go through the queue with whoever sits at the terminal; give the decisions taken."""
    taken = []
    for pair in waiting(warehouse, limit):
        console.rule(f"{pair.pair_id}  {pair.value:,.0f} {pair.currency}  {pair.doubt()}")
        show(explain(warehouse, pair.record_key, pair.linked_record_key), console)
        answer = Prompt.ask(
            "One person? (a)ccept, (r)eject, (s)kip, (q)uit",
            choices=["a", "r", "s", "q"],
            default="s",
            show_choices=False,
            console=console,
        )
        if answer == "q":
            break
        if answer in ("a", "r"):
            why = Prompt.ask("Why", console=console)
            decision = MUST if answer == "a" else NEVER
            records = [(pair.record_key, pair.linked_record_key)]
            taken.append(decide(warehouse, decision, records, by=by, why=why))
    return taken
