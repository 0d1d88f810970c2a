"""The models that share credit out, on tables made for it: worked cases, and Shapley by definition.

From touches that may take credit to the credit of each, through every model between.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from math import factorial
from typing import Any

import duckdb
import numpy
import pyarrow
import pytest

from macro_renderer import PROJECT, MacroRenderer

MODELS = PROJECT / "models" / "activity"
CHAIN = (
    "journeys__touched", "journeys__shaped", "shapes__touched", "shapes__stated",
    "transitions__counted", "removal_effects__solved", "shapes__shared", "journeys__decayed",
    "conversions__shared", "attribution__credited", "attribution__summed",
)  # fmt: skip
# Paths and what their conversion is worth.
Paths = Sequence[tuple[Sequence[str], float]]
# Amounts are kept to the cent: in such parts of the worked numbers nothing is rounded away.
SCALE = 1_000_000_000_000
NOON = datetime(2026, 1, 10, 12)
Row = dict[str, Any]


@cache
def query(model: str) -> str:
    """A model as SQL, over tables named like the models it reads."""
    renderer = MacroRenderer("duckdb")
    renderer.define("ref", lambda name: name)
    renderer.define("config", lambda **_: "")
    return renderer.render((MODELS / f"{model}.sql").read_text(encoding="utf-8"))


def touch(
    conversion: str, name: str, channel: str, days_before: float, *, weight: float = 1
) -> Row:
    """A touch that may take credit for a conversion at noon."""
    return {
        "conversion_key": conversion, "objective": "purchase", "touchpoint_key": name,
        "touched_at": NOON - timedelta(days=days_before), "channel": channel,
        "touch_weight": weight, "is_fallback": channel == "direct",
    }  # fmt: skip


def conversion(key: str, amount: float, **other: Any) -> Row:
    """A purchase at noon, of a customer who has no other."""
    return {
        "conversion_key": key, "objective": "purchase", "person_key": key, "brand_key": "b",
        "converted_at": NOON, "amount": amount, "margin_amount": amount / 2, **other,
    }  # fmt: skip


def model(name: str, method: str, *weights: float, **other: Any) -> Row:
    """An attribution model; weights: first, milestone, middle, last."""
    named = ("first_weight", "milestone_weight", "middle_weight", "last_weight")
    return {
        "attribution_model": name, "method": method, "objective": None, "state_level": "channel",
        "half_life_days": 7.0, "segment_by": None, "fallback_rule": "only_if_alone",
        **dict(zip(named, weights or (0, 0, 0, 0), strict=True)), **other,
    }  # fmt: skip


def shared_out(
    touches: Sequence[Row],
    conversions: Sequence[Row],
    models: Sequence[Row],
    effects: Iterable[tuple[str, str, str, float]] | None = None,
) -> duckdb.DuckDBPyConnection:
    """A database in which these touches have their credit.

    effects: removal effects by model, objective and state, in the place of those of the touches.
    """  # fmt: skip
    connection = duckdb.connect()
    for name, rows in (("touches", touches), ("conversions", conversions), ("seed", models)):
        connection.register(name, pyarrow.Table.from_pylist(list(rows)))
    connection.execute(
        """
        create table attribution__eligible as
        select conversion_key, objective, touchpoint_key, touched_at::timestamp as touched_at,
            channel, null::varchar as campaign_key, null::varchar as creative_code,
            touch_weight::decimal(9, 4) as touch_weight, is_fallback
        from touches;
        create table journeys__lost as
        select conversion_key as journey_key, null::varchar as person_key,
            null::varchar as brand_key, * from attribution__eligible where false;
        create table conversions__reached as
        select * replace (
            converted_at::timestamp as converted_at, amount::decimal(18, 2) as amount,
            margin_amount::decimal(18, 2) as margin_amount
        ) from conversions;
        create table objectives as
        select * from (values ('purchase', false), ('newsletter', true)) as o (
            objective, is_milestone
        );
        create table attribution_models as
        select * replace (objective::varchar as objective, segment_by::varchar as segment_by)
        from seed;
        """
    )
    for name in CHAIN:
        connection.execute(f"create table {name} as {query(name)}")
        if name == "removal_effects__solved" and effects is not None:
            connection.execute("delete from removal_effects__solved")
            connection.executemany(
                "insert into removal_effects__solved (attribution_model, objective, state, "
                "removal_effect) values (?, ?, ?, ?)",
                list(effects),
            )
    return connection


def credits_of(
    connection: duckdb.DuckDBPyConnection, attribution_model: str
) -> dict[str, tuple[float, float]]:
    """Credit and amount of each touch of purchases; the sums of channels must be the same."""
    rows = connection.execute(
        """
        select coalesce(touchpoint_key, conversion_key), credit::double, credited_amount::double
        from attribution__credited semi join (
            select conversion_key from conversions__reached where objective = 'purchase'
        ) as purchases using (conversion_key)
        where attribution_model = ?
        """,
        [attribution_model],
    ).fetchall()
    assert connection.execute(
        """
        select channel, sum(credit), sum(credited_amount), sum(credited_margin_amount)
        from attribution__credited group by channel
        except all
        select channel, sum(conversion_count), sum(revenue_amount), sum(margin_amount)
        from attribution__summed group by channel
        """
    ).fetchall() == []  # fmt: skip
    return {name: (credit, amount) for name, credit, amount in rows}


def test_the_worked_case_of_four_touches() -> None:
    """50.00 after touches 9 and 6 days before, and two on the day.

    The customer became known after the second; a W shape adds its weights where one touch is two
    of its places.
    """
    touches = [
        touch("x", "search", "paid_search", 9),
        touch("x", "social", "paid_social", 6),
        touch("x", "mail", "email", 0),
        touch("x", "show", "display", 0),
    ]
    known = conversion("known", 0, objective="newsletter", person_key="x")
    known["converted_at"] = NOON - timedelta(days=5)
    models = [
        model("linear", "even"),
        model("u_shape", "position", 0.4, 0, 0.2, 0.4),
        model("j_shape", "position", 0.2, 0, 0.2, 0.6),
        model("inverse_j_shape", "position", 0.6, 0, 0.2, 0.2),
        model("w_shape", "position", 0.3, 0.3, 0.1, 0.3),
        model("time_decay", "time_decay"),
    ]
    # Two touches of one moment stand in the order of their names.
    connection = shared_out(touches, [conversion("x", 50), known], models)
    expected = {
        "linear": [(0.25, 12.5), (0.25, 12.5), (0.25, 12.5), (0.25, 12.5)],
        "u_shape": [(0.4, 20), (0.1, 5), (0.1, 5), (0.4, 20)],
        "j_shape": [(0.2, 10), (0.1, 5), (0.1, 5), (0.6, 30)],
        "inverse_j_shape": [(0.6, 30), (0.1, 5), (0.1, 5), (0.2, 10)],
        "w_shape": [(0.3, 15), (0.3, 15), (0.1, 5), (0.3, 15)],
        "time_decay": [
            (0.1384666654, 6.92), (0.1863623116, 9.32), (0.3375855115, 16.88),
            (0.3375855115, 16.88),
        ],
    }  # fmt: skip
    for name, credits in expected.items():
        found = credits_of(connection, name)
        assert found == dict(zip(["search", "social", "mail", "show"], credits, strict=True)), name


def test_short_paths_share_what_long_ones_give_to_the_middle() -> None:
    """Two touches keep the proportion of first and last; one takes all."""
    connection = shared_out(
        [touch("x", "t1", "email", 9), touch("x", "t2", "sms", 8), touch("y", "t3", "sms", 8)],
        [conversion("x", 10), conversion("y", 7)],
        [
            model("u_shape", "position", 0.4, 0, 0.2, 0.4),
            model("j_shape", "position", 0.2, 0, 0.2, 0.6),
            model("inverse_j_shape", "position", 0.6, 0, 0.2, 0.2),
        ],
    )
    for name, first, last in (
        ("u_shape", 0.5, 0.5),
        ("j_shape", 0.25, 0.75),
        ("inverse_j_shape", 0.75, 0.25),
    ):
        assert credits_of(connection, name) == {
            "t1": (first, 10 * first),
            "t2": (last, 10 * last),
            "t3": (1, 7),
        }


def test_credit_follows_the_models_and_rounding_loses_nothing() -> None:
    """Three touches share 10.00 as 3.33, 3.34 and 3.33; a touch that weighs half has half as much.

    A direct visit is passed over by last_non_direct, and stands where it is alone. What no touch
    came before is unattributed.
    """
    connection = shared_out(
        [
            touch("x", "t1", "email", 9),
            touch("x", "t2", "referral", 8),
            touch("x", "t3", "display", 7),
            touch("x", "t4", "direct", 6),
            touch("y", "t5", "direct", 9),
            touch("h", "t6", "email", 9, weight=0.5),
            touch("h", "t7", "sms", 8),
        ],
        [conversion("x", 10), conversion("y", 7), conversion("z", 5), conversion("h", 3)],
        [
            model("first_touch", "position", 1, 0, 0, 0),
            model("last_touch", "position", 0, 0, 0, 1, fallback_rule="counts"),
            model("last_non_direct", "position", 0, 0, 0, 1),
            model("linear", "even"),
            model("newsletters", "even", objective="newsletter"),
        ],
    )
    ends = {"t5": (1, 7), "z": (1, 5)}
    assert credits_of(connection, "first_touch") == {"t1": (1, 10), "t6": (1, 3), **ends}
    assert credits_of(connection, "last_touch") == {"t4": (1, 10), "t7": (1, 3), **ends}
    assert credits_of(connection, "last_non_direct") == {"t3": (1, 10), "t7": (1, 3), **ends}
    assert credits_of(connection, "linear") == {
        "t1": (0.3333333333, 3.33),
        "t2": (0.3333333334, 3.34),
        "t3": (0.3333333333, 3.33),
        "t6": (0.3333333333, 1),
        "t7": (0.6666666667, 2),
        **ends,
    }
    assert credits_of(connection, "newsletters") == {}


def test_states_share_what_their_channel_is_worth() -> None:
    """Removal effects of 0.6 and 0.2 share 8.00 as 6.00 and 2.00; e-mail's two touches share its.

    By Shapley both channels are worth the same. A path whose states nobody would miss is shared
    evenly.
    """
    connection = shared_out(
        [
            touch("x", "t1", "email", 9),
            touch("x", "t2", "sms", 8),
            touch("x", "t3", "email", 7),
            touch("y", "t4", "display", 7),
            touch("y", "t5", "display", 6),
        ],
        [conversion("x", 8), conversion("y", 4)],
        [model("markov", "markov"), model("shapley", "shapley")],
        effects=[
            ("markov", "purchase", "email", 0.6),
            ("markov", "purchase", "sms", 0.2),
            ("markov", "call", "sms", 1),
            ("markov", "purchase", "display", 0),
        ],
    )
    ends = {"t4": (0.5, 2), "t5": (0.5, 2)}
    assert credits_of(connection, "markov") == {
        "t1": (0.375, 3),
        "t2": (0.25, 2),
        "t3": (0.375, 3),
        **ends,
    }
    assert credits_of(connection, "shapley") == {
        "t1": (0.25, 2),
        "t2": (0.5, 4),
        "t3": (0.25, 2),
        **ends,
    }


def test_journeys_share_a_shape_only_where_models_see_no_difference() -> None:
    """Every other thing that a model looks at makes another shape; names and moments do not."""
    touches, conversions = [], []

    def journey(key: str, *channels: str, weight: float = 1, **other: Any) -> None:
        conversions.append(conversion(key, 1, **other))
        touches.extend(
            touch(key, f"{key}{place}", channel, len(key) + 9 - place, weight=weight)
            for place, channel in enumerate(channels)
        )

    journey("same", "email", "sms")
    journey("likewise", "email", "sms")
    journey("order", "sms", "email")
    journey("longer", "email", "sms", "sms")
    journey("weight", "email", "sms", weight=0.5)
    journey("brand", "email", "sms", brand_key="c")
    journey("known", "email", "sms")
    journey("we rang", "email", "call_centre")
    journey("she rang", "email", "call_centre")
    touches[-1]["is_fallback"] = True
    known = conversion("k", 0, objective="newsletter", person_key="known")
    known["converted_at"] = NOON - timedelta(days=13, hours=1)
    journey("before", "email", "sms")
    before = conversion("b", 1, person_key="before")
    before["converted_at"] = NOON - timedelta(days=100)
    connection = shared_out(touches, [*conversions, known, before], [model("linear", "even")])
    shapes = connection.execute(
        "select string_agg(journey_key, ' ' order by journey_key) from journeys__shaped "
        "group by shape_number order by 1"
    ).fetchall()
    assert [names for (names,) in shapes] == [
        "before", "brand", "known", "likewise same", "longer", "order", "she rang", "we rang",
        "weight",
    ]  # fmt: skip


def credited(sets: Sequence[Paths], **other: Any) -> list[dict[str, float]]:
    """What each channel of each set of paths is credited by one attribution model, in its worth."""
    journeys = [
        (f"{number} {place}", path, worth)
        for number, paths in enumerate(sets)
        for place, (path, worth) in enumerate(paths)
    ]
    connection = shared_out(
        [
            touch(key, f"{key} {place}", channel, len(path) - place)
            for key, path, _ in journeys
            for place, channel in enumerate(path)
        ],
        [conversion(key, worth * SCALE) for key, _, worth in journeys],
        [model("m", fallback_rule="counts", **other)],
    )
    credits: list[dict[str, float]] = [{} for _ in sets]
    for number, channel, amount in connection.execute(
        "select split_part(conversion_key, ' ', 1)::int, channel, sum(credited_amount) "
        "from attribution__credited group by all"
    ).fetchall():
        credits[number][channel] = float(amount) / SCALE
    return credits


def shapley(paths: Paths) -> Mapping[str, float]:
    """Shapley values by their definition, of the game in which a set is worth its paths."""
    players = sorted({channel for path, _ in paths for channel in path})
    count = len(players)
    # A set of players is a number, of which each bit is a player.
    coalitions = numpy.arange(1 << count)
    sizes = sum((coalitions >> bit) & 1 for bit in range(count))
    worth = numpy.zeros(1 << count)
    for path, amount in paths:
        needed = sum(1 << players.index(channel) for channel in set(path))
        worth[(coalitions & needed) == needed] += amount
    weights = numpy.array(
        [factorial(size) * factorial(count - size - 1) / factorial(count) for size in range(count)]
    )
    values = {}
    for bit, player in enumerate(players):
        without = coalitions[(coalitions >> bit) & 1 == 0]
        gains = worth[without | 1 << bit] - worth[without]
        values[player] = float(weights[sizes[without]] @ gains)
    return values


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        # The game of three players, as what each set adds to the sets within it.
        (
            [("O", 7), ("F", 6), ("D", 4), ("OF", 2), ("OD", -4), ("FD", -1), ("OFD", 5)],
            {"O": 7.6667, "F": 8.1667, "D": 3.1667},
        ),
        ([("a", 4), ("ab", 6)], {"a": 7, "b": 3}),
        ([("abcd", 10)], {"a": 2.5, "b": 2.5, "c": 2.5, "d": 2.5}),
    ],
)
def test_worked_shapley_values(paths: Paths, expected: dict[str, float]) -> None:
    [found] = credited([paths], method="shapley")
    assert {channel: round(value, 4) for channel, value in found.items()} == expected
    assert shapley(paths) == pytest.approx(expected, abs=1e-4)


def test_a_thousand_random_sets_of_paths_have_the_shapley_values_of_the_definition() -> None:
    draw = random.Random(0)
    sets = [
        [
            (draw.choices("abcdefg", k=draw.randint(1, 6)), draw.randint(1, 50))
            for _ in range(draw.randint(1, 20))
        ]
        for _ in range(1_000)
    ]
    found = credited(sets, method="shapley")
    expected = [shapley(paths) for paths in sets]
    assert [credits.keys() for credits in found] == [values.keys() for values in expected]
    worst = max(
        abs(credits[channel] - values[channel])
        for credits, values in zip(found, expected, strict=True)
        for channel in values
    )
    assert worst < 1e-9
