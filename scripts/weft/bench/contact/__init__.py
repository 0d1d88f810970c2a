"""Permission, pressure and eligibility of many customers, against sorting their messages once."""

from rich.console import Console

from weft.bench.contact.rows import ROWS
from weft.bench.drawn import Drawn, bench_drawn

_MODELS = ["path:models/contact", "path:models/marts/contact"]
_CONTACT = Drawn(
    what="messages, calls and acts of consent",
    rows=ROWS,
    built_from=[f"+{folder}" for folder in _MODELS],
    built=_MODELS,
    sorted_rows="""
        select customer_key, sent_at as happened_at, message_key as row_key
        from contact.messages__marketed
        union all
        select customer_key, acted_at, act_key from contact.consent_acts__resolved
        order by customer_key, happened_at, row_key
    """,
    memory_limit="5GB",  # of DuckDB; Python and dbt take about 400 MB more, the goal is 6 GiB
)


def bench_contact(customers: int, console: Console) -> None:
    """Build the contact models for that many customers in a process of its own, then sort.

    Customers, households, addresses, acts of consent, messages, answers, visits and orders are
    drawn as many a head as the sample has.
    """
    bench_drawn(_CONTACT, customers, console)
