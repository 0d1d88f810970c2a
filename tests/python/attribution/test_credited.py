"""The model that shares credit out, on tables made for it: Shapley values by their definition."""

import random
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations
from math import factorial
from typing import Any

import duckdb
import pyarrow
import pytest

from macro_renderer import PROJECT, MacroRenderer

MODELS = PROJECT / "models" / "activity"
# Paths and what their conversion is worth.
Paths = Sequence[tuple[Sequence[str], float]]
# Amounts are kept to the cent: in millionths of the worked numbers nothing is rounded away.
SCALE = 1_000_000


@cache
def query(model: str) -> str:
    """A model as SQL, over tables named like the models it reads."""
    renderer = MacroRenderer("duckdb")
    renderer.define("ref", lambda name: name)
    renderer.define("config", lambda **_: "")
    return renderer.render((MODELS / f"{model}.sql").read_text(encoding="utf-8"))


def credited(paths: Paths, **model: Any) -> dict[str, float]:
    """What each channel is credited by one attribution model, in units of the paths' worth."""
    touches = [
        {
            "journey_key": str(number), "conversion_key": str(number), "objective": "purchase",
            "brand_key": "b",
            "customer_status": "new", "touchpoint_key": f"{number}-{place}",
            "touched_at": place, "converted_at": 100, "channel": channel, "campaign_key": "",
            "creative_code": "",
            "touch_weight": 1.0, "touch_number": place, "touch_count": len(path),
            "counted_number": place, "counted_count": len(path), "is_passed_over": False,
            "milestone_number": 0, "counted_milestone_number": 0,
        }
        for number, (path, _) in enumerate(paths)
        for place, channel in enumerate(path, start=1)
    ]  # fmt: skip
    conversions = [
        {"conversion_key": str(number), "objective": "purchase", "amount": round(worth * SCALE)}
        for number, (_, worth) in enumerate(paths)
    ]
    seed = {
        "attribution_model": "m", "objective": "purchase", "state_level": "channel",
        "first_weight": 0.0, "milestone_weight": 0.0, "middle_weight": 0.0, "last_weight": 0.0,
        "half_life_days": 7.0, "segment_by": "", "direct_rule": "counts", **model,
    }  # fmt: skip
    with duckdb.connect() as connection:
        for name, rows in (("touches", touches), ("conversions", conversions), ("seed", [seed])):
            connection.register(name, pyarrow.Table.from_pylist(rows))
        connection.execute(
            """
            create table journeys__touched as select * replace (
                timestamp '2026-01-01' + to_days(touched_at::int) as touched_at,
                timestamp '2026-01-01' + to_days(converted_at::int) as converted_at
            ) from touches;
            create table conversions__reached as
            select * replace (amount::decimal(18, 2) as amount) from conversions;
            create table attribution_models as select * from seed;
            create table removal_effects__solved (
                attribution_model varchar, objective varchar, segment varchar, state varchar,
                removal_effect decimal(20, 15)
            );
            create table attribution__eligible as select conversion_key from touches;
            """
        )
        connection.execute(f"create view journeys__stated as {query('journeys__stated')}")
        found = connection.execute(
            f"select channel, sum(credited_amount) from ({query('attribution__credited')}) "
            "group by channel"
        ).fetchall()
    return {channel: float(amount) / SCALE for channel, amount in found}


def shapley(paths: Paths) -> Mapping[str, float]:
    """Shapley values by their definition, of the game in which a set is worth its paths."""
    players = sorted({channel for path, _ in paths for channel in path})

    def worth(coalition: frozenset[str]) -> float:
        return sum(amount for path, amount in paths if set(path) <= coalition)

    count = len(players)
    values = {}
    for player in players:
        others = [other for other in players if other != player]
        values[player] = sum(
            factorial(size) * factorial(count - size - 1) / factorial(count)
            * (worth(frozenset((*rest, player))) - worth(frozenset(rest)))
            for size in range(count)
            for rest in combinations(others, size)
        )  # fmt: skip
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
    found = credited(paths, method="shapley")
    assert {channel: round(value, 4) for channel, value in found.items()} == expected
    assert shapley(paths) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("seed", range(20))
def test_shapley_values_by_their_definition(seed: int) -> None:
    draw = random.Random(seed)
    paths = [
        (draw.choices("abcdefg", k=draw.randint(1, 6)), draw.randint(1, 50)) for _ in range(30)
    ]
    # To the cent of each touch, in millionths.
    assert credited(paths, method="shapley") == pytest.approx(shapley(paths), abs=1e-5)
