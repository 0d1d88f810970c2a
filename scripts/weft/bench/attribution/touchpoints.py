"""Building many touchpoints from conformed rows, against sorting the same rows once."""

import os
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from weft.bench.apart import apart
from weft.bench.attribution.empty import empty_warehouse, project_of
from weft.bench.built import Built, build
from weft.bench.memory import peak_gib
from weft.settings import Warehouse
from weft.warehouse import connect

_MEMORY_LIMIT = "3GB"  # of DuckDB; Python and dbt take about 400 MB more, the goal is 4 GiB
_TOUCHPOINTS = [
    "sends__resolved", "responses__resolved", "sessions__resolved", "touchpoints__stacked",
    "fct_touchpoints",
]  # fmt: skip
# Of ten contacts six are messages, two are answers to them, two are visits. A customer has forty.
_ROWS = {
    "identity.identifiers__owned": """
        select
            md5('identifier ' || i) as customer_identifier_key, 'email' as identifier_type,
            'p' || i || '@mail.example' as identifier_value, md5('customer ' || i) as customer_key,
            true as is_owner
        from range(getvariable('touchpoints') // 40) as numbers (i)
    """,
    "identity.visitors__linked": """
        select
            md5('visitor ' || i) as visitor_key, md5('customer ' || i) as customer_key,
            timestamp '2000-01-01' as valid_from, timestamp '2100-01-01' as valid_to
        from range(getvariable('touchpoints') // 60) as numbers (i)
    """,
    "activity.campaigns__merged": """
        select
            md5('EM25W' || i || 'F') as campaign_key, 'EM25W' || i || 'F' as campaign_code,
            'fernside' as brand_key, 'email' as channel
        from range(400) as numbers (i)
    """,
    "conformed.sends__unioned": """
        select
            md5('send ' || i) as send_key, 'mailchimp' as source_system, 'send ' || i as source_id,
            'email' as channel, 'EM25W' || hash(i) % 400 || 'F' as campaign_code,
            'fernside' as brand_key, 'email' as identifier_type,
            'p' || hash(i, 'who') % (getvariable('touchpoints') // 40) || '@mail.example'
                as identifier_value,
            timestamp '2025-01-01' + to_minutes(cast(hash(i, 'when') % 800000 as int)) as sent_at,
            'delivered' as status, 'A' as creative_code
        from range(getvariable('touchpoints') * 6 // 10) as numbers (i)
    """,
    "conformed.responses__unioned": """
        select
            md5('response ' || i) as response_key, 'mailchimp' as source_system,
            'response ' || i as source_id, 'email' as channel, 'open' as response_kind,
            'EM25W' || hash(i) % 400 || 'F' as campaign_code, 'fernside' as brand_key,
            'email' as identifier_type,
            'p' || hash(i, 'who') % (getvariable('touchpoints') // 40) || '@mail.example'
                as identifier_value,
            timestamp '2025-01-01' + to_minutes(cast(hash(i, 'when') % 800000 as int))
                as responded_at,
            hash(i, 'machine') % 4 = 0 as is_machine
        from range(getvariable('touchpoints') * 2 // 10) as numbers (i)
    """,
    "activity.sessions__channelled": """
        select
            md5('session ' || i) as session_key, 'ga4' as source_system, 'session ' || i
                as session_id,
            md5('visitor ' || hash(i, 'who') % (getvariable('touchpoints') // 30)) as visitor_key,
            timestamp '2025-01-01' + to_minutes(cast(hash(i, 'when') % 800000 as int))
                as started_at,
            'fernside' as brand_key, 'mobile' as device_category, 'email' as source_channel,
            'EM25W' || hash(i) % 400 || 'F' as campaign_code
        from range(getvariable('touchpoints') * 2 // 10) as numbers (i)
    """,
}


def bench_touchpoints(touchpoints: int, console: Console) -> None:
    """Build that many touchpoints in a process of its own, then sort them; print both."""
    os.environ.setdefault("WEFT_MEMORY_LIMIT", _MEMORY_LIMIT)
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as scratch:
        home = Path(scratch)
        console.print(f"drawing what makes {touchpoints:,} touchpoints …")
        apart(_prepare, home, touchpoints)
        console.print("building them …")
        built, gib = apart(_build, home)
        console.print("sorting them …")
        rows, seconds = apart(_sort, home)
    table = Table("step", title=f"{rows:,} touchpoints from conformed rows", title_justify="left")
    for name in ("seconds", "times the sort"):
        table.add_column(name, justify="right")
    for model, taken in built.by_model.items():
        table.add_row(model, f"{taken:.1f}", f"{taken / seconds:.2f}")
    table.add_section()
    table.add_row("all models", f"{built.seconds:.1f}", f"{built.seconds / seconds:.2f}")
    table.add_row("sorting the rows once", f"{seconds:.1f}", "1.00")
    console.print(table)
    console.print(f"Peak memory of the build: {gib:.2f} GiB.")


def _prepare(home: Path, touchpoints: int) -> None:
    """Build the project empty, then fill in conformed rows."""
    build(empty_warehouse(home), ["+fct_touchpoints"])
    with connect(Warehouse(home)) as connection:
        connection.execute(f"set variable touchpoints = {touchpoints:d}")
        for relation, rows in _ROWS.items():
            connection.execute(f"insert into {relation} by name {rows}")


def _build(home: Path) -> tuple[Built, float]:
    return build(project_of(home), _TOUCHPOINTS), peak_gib()


def _sort(home: Path) -> tuple[int, float]:
    """Sort the touchpoints by time into a table of their own; give their number and the seconds."""
    with connect(Warehouse(home)) as connection:
        began = time.perf_counter()
        connection.execute(
            "create table marts.sorted_touchpoints as "
            "select * from marts.fct_touchpoints order by touched_at, touchpoint_key"
        )
        seconds = time.perf_counter() - began
        [[rows]] = connection.execute("select count(*) from marts.sorted_touchpoints").fetchall()
        return int(rows), seconds
