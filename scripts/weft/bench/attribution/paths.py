"""Sharing out the credit of many paths, by Weft's models and by ChannelAttribution."""

import csv
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from weft.bench.apart import apart
from weft.bench.built import build
from weft.bench.empty import empty_warehouse, project_of
from weft.bench.memory import peak_gib
from weft.errors import WeftError
from weft.settings import PROJECT_ROOT, Warehouse
from weft.warehouse import connect

CHANNELS = (
    "email", "paid_search", "organic_search", "display", "direct_mail", "sms", "referral",
    "paid_social", "catalogue", "affiliates", "organic_social", "call_centre",
)  # fmt: skip
# The models that both ways know, by the name each has for them.
SHARED = {
    "first_touch": "first_touch",
    "last_touch": "last_touch",
    "linear": "linear_touch",
    "markov": "markov",
}
_SUMMING = [
    "journeys__shaped", "shapes__touched", "shapes__stated", "transitions__counted",
    "removal_effects__solved", "shapes__shared", "journeys__decayed", "conversions__shared",
    "attribution__summed",
]  # fmt: skip
_NAMING = ["attribution__credited"]
# Of one text: hashes of several values that DuckDB combines depend on one another.
_DRAW = "create macro bench.draw(what, which) as hash(what || ' ' || which) / pow(2.0, 64)"
# A third of the paths convert. Lengths are geometric, from 1 to 10; early channels come oftener.
_PATHS = """
create table bench.paths as
with numbered as (
    select
        i as path_number,
        1 + least(9, cast(floor(-ln(1 - bench.draw(i, 'length')) * 2.5) as int)) as touch_count,
        bench.draw(i, 'converts') < 1 / 3 as is_converted,
        cast(5 + 200 * bench.draw(i, 'amount') as decimal(18, 2)) as amount
    from range(cast($paths as bigint)) as numbers (i)
)
select
    numbered.*,
    list_transform(
        range(touch_count),
        lambda place: $channels[
            1 + cast(floor(len($channels) * pow(bench.draw(path_number, place), 1.6)) as int)
        ]
    ) as channels
from numbered
"""
_JOURNEYS = """
insert into activity.journeys__touched by name
select
    md5(cast(path_number as varchar)) as journey_key,
    case when is_converted then md5(cast(path_number as varchar)) end as conversion_key,
    'purchase' as objective,
    md5(cast(path_number as varchar)) as person_key,
    'fernside' as brand_key,
    'new' as customer_status,
    case when is_converted then timestamp '2026-03-01' end as converted_at,
    md5(path_number || ' ' || place) as touchpoint_key,
    timestamp '2026-02-01' + to_days(cast(place as int)) as touched_at,
    channels[place] as channel,
    cast(1 as decimal(9, 4)) as touch_weight,
    place as touch_number,
    touch_count,
    place as counted_number,
    touch_count as counted_count,
    false as is_passed_over,
    0 as milestone_number,
    0 as counted_milestone_number
from (select *, unnest(range(1, touch_count + 1)) as place from bench.paths)
"""
_PATHS_AS_TEXT = """
select
    string_agg(touches.channel, ' > ' order by touches.touch_number) as path,
    cast(any_value(conversions.conversion_key) is not null as int) as conversions,
    coalesce(cast(any_value(conversions.amount) as double), 0) as worth,
    cast(any_value(conversions.conversion_key) is null as int) as lost
from activity.journeys__touched as touches
left join activity.conversions__reached as conversions using (conversion_key)
group by touches.journey_key
"""
_CONVERSIONS = """
insert into activity.conversions__reached by name
select
    md5(cast(path_number as varchar)) as conversion_key,
    'purchase' as objective,
    timestamp '2026-03-01' as converted_at,
    'fernside' as brand_key,
    amount,
    'GBP' as currency_code
from bench.paths
where is_converted
"""


@dataclass(frozen=True)
class Credited:
    """What one way took, and the share of conversions that each model gives each channel."""

    way: str
    seconds: float
    gib: float
    shares: dict[str, dict[str, float]]


def bench_paths(paths: int, console: Console) -> None:
    """Credit that many paths both ways, each in a process of its own, and print the outcome.

    Raises:
        WeftError: ChannelAttribution is not installed.
    """
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as scratch:
        home = Path(scratch)
        console.print(f"drawing {paths:,} paths …")
        apart(_prepare, home, paths)
        console.print("ChannelAttribution …")
        theirs = apart(_channel_attribution, home)
        console.print("Weft …")
        ours = apart(_weft, home, list(SHARED))
        everything = apart(_weft, home, _model_names())
    console.print(_times(paths, *theirs, *ours, *everything))
    console.print(_differences(theirs[0], ours[0]))
    console.print(
        "Both begin with the same touches. ChannelAttribution takes the path of each journey as "
        "text, which DuckDB puts together for it, gives sums of each channel and draws the Markov "
        "chain's journeys. Weft solves the chain exactly; the credit of every touch is the sums "
        "and, after them, each touch by name. The Markov shares compared are those of the removal "
        "effects."
    )


def _prepare(home: Path, paths: int) -> None:
    """Build the project empty, then fill in journeys and what they are worth."""
    build(empty_warehouse(home), ["+attribution__credited", "+attribution__summed"])
    with connect(Warehouse(home)) as connection:
        connection.execute("create schema bench")
        connection.execute(_DRAW)
        connection.execute(_PATHS, {"paths": paths, "channels": list(CHANNELS)})
        connection.execute(_JOURNEYS)
        connection.execute(_CONVERSIONS)


def _model_names() -> list[str]:
    """Give the project's models that purchases are credited by."""
    with (PROJECT_ROOT / "seeds" / "attribution_models.csv").open(encoding="utf-8") as seed:
        return [
            row["attribution_model"]
            for row in csv.DictReader(seed)
            if row["objective"] in ("", "purchase")
        ]


def _weft(home: Path, models: Sequence[str]) -> tuple[Credited, Credited]:
    """Give the sums of channels by these models; and what it takes to the credit of every touch."""
    project = project_of(home)
    build(project, ["attribution_models"], "--full-refresh")
    with connect(project.warehouse) as connection:
        connection.execute(
            "delete from seeds.attribution_models where not list_contains(?, attribution_model)",
            [list(models)],
        )
    summed, gib = build(project, _SUMMING), peak_gib()
    named = build(project, _NAMING)
    with connect(project.warehouse) as connection:
        rows = connection.execute(
            "select attribution_model, channel, sum(conversion_count) "
            "from activity.attribution__summed where attribution_model != 'markov' "
            "group by attribution_model, channel union all "
            "select attribution_model, state, effect_share "
            "from activity.removal_effects__solved where attribution_model = 'markov'"
        ).fetchall()
    shares = _shares(rows)
    return (
        Credited(f"Weft, {len(models)} models, sums", summed.seconds, gib, shares),
        Credited(
            f"Weft, {len(models)} models, every touch",
            summed.seconds + named.seconds,
            peak_gib(),
            shares,
        ),
    )


def _channel_attribution(home: Path) -> tuple[Credited, Credited]:
    """Give its sums, with the time from the touches on and that from ready-made paths on."""
    try:
        other = import_module("ChannelAttribution")
    except ImportError as error:
        raise WeftError(
            "there is nothing to measure against",
            "Install it beside Weft: pip install ChannelAttribution matplotlib",
        ) from error
    began = time.perf_counter()
    with connect(Warehouse(home)) as connection:
        frame = connection.execute(_PATHS_AS_TEXT).df()
    ready = time.perf_counter()
    columns = (frame, "path", "conversions")
    heuristic = other.heuristic_models(*columns, var_value="worth", flg_pro=False)
    markov = other.markov_model(
        *columns, var_value="worth", var_null="lost", verbose=False, flg_pro=False
    )
    ended = time.perf_counter()
    gib = peak_gib()
    names = {their: our for our, their in SHARED.items()}
    rows = [
        (names[model], row["channel_name"].strip(), row[f"{model}_conversions"])
        for _, row in heuristic.iterrows()
        for model in names
        if model != "markov"
    ]
    rows += [
        ("markov", row["channel_name"].strip(), row["total_conversions"])
        for _, row in markov.iterrows()
    ]
    way, shares = f"ChannelAttribution, {len(SHARED)} models, sums", _shares(rows)
    return (
        Credited(way, ended - began, gib, shares),
        Credited(f"{way}, paths ready made", ended - ready, gib, shares),
    )


def _shares(rows: Sequence[Sequence[Any]]) -> dict[str, dict[str, float]]:
    """Give each model's credits as shares of their sum."""
    found: dict[str, dict[str, float]] = {}
    for model, channel, credit in rows:
        found.setdefault(str(model), {})[str(channel)] = float(credit)
    return {
        model: {channel: credit / sum(credits.values()) for channel, credit in credits.items()}
        for model, credits in found.items()
    }


def _times(paths: int, *ways: Credited) -> Table:
    table = Table("way", title=f"Credit of {paths:,} paths", title_justify="left")
    for name in ("seconds", "times the first", "GiB"):
        table.add_column(name, justify="right")
    for way in ways:
        table.add_row(
            way.way, f"{way.seconds:.1f}", f"{way.seconds / ways[0].seconds:.2f}", f"{way.gib:.2f}"
        )
    return table


def _differences(theirs: Credited, ours: Credited) -> Table:
    table = Table(
        "model",
        title="Largest difference between the two, in hundredths of all conversions",
        title_justify="left",
    )
    table.add_column("a channel's share", justify="right")
    for model, shares in ours.shares.items():
        largest = max(
            abs(share - theirs.shares[model].get(channel, 0)) for channel, share in shares.items()
        )
        table.add_row(model, f"{100 * largest:.4f}")
    return table
