"""Lift: published worked numbers, and what the intervals cover where the effect is known."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import duckdb
import numpy
import pyarrow
import pytest

from macro_renderer import PROJECT, MacroRenderer

EXPERIMENTS = 100


@cache
def query(model: str) -> str:
    """A model as SQL, over tables named like the models it reads."""
    renderer = MacroRenderer("duckdb")
    renderer.define("ref", lambda name: name)
    renderer.define("config", lambda **_: "")
    return renderer.render((PROJECT / "models" / f"{model}.sql").read_text(encoding="utf-8"))


def compared(people: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """A database in which all comparisons of these people stand as lift__compared."""
    connection = duckdb.connect()
    connection.register("people", pyarrow.table(people))
    connection.execute(
        """
        create table lift_people__counted as
        select * replace (revenue_amount::decimal(18, 2) as revenue_amount),
            false as is_in_several_cells
        from people
        """
    )
    for model in ("activity/lift_cells__summed", "activity/lift__compared"):
        connection.execute(f"create table {model.split('/')[-1]} as {query(model)}")
    return connection


def groups(*cells: tuple[str, bool, list[float]]) -> dict[str, Any]:
    """One campaign's people, of cells with what each person spent; who spent anything converted."""
    rows = [(code, held_out, spent) for code, held_out, all_spent in cells for spent in all_spent]
    return {
        "campaign_key": ["a"] * len(rows),
        "cell_code": [code for code, _, _ in rows],
        "is_control": [held_out for _, held_out, _ in rows],
        "has_responded": [int(spent > 0) for _, _, spent in rows],
        "has_converted": [int(spent > 0) for _, _, spent in rows],
        "order_count": [int(spent > 0) for _, _, spent in rows],
        "revenue_amount": [spent for _, _, spent in rows],
    }


@pytest.mark.parametrize(
    ("test", "base", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
    ],
)
def test_published_intervals_of_shares(
    test: tuple[int, int], base: tuple[int, int], low: float, high: float
) -> None:
    people = groups(
        ("C01", False, [1.0] * test[0] + [0.0] * (test[1] - test[0])),
        ("C00", True, [1.0] * base[0] + [0.0] * (base[1] - base[0])),
    )
    found = compared(people).execute(
        "select interval_low, interval_high from lift__compared "
        "where measure = 'conversion' and comparison = 'cell_to_control'"
    )
    assert [tuple(round(end, 4) for end in row) for row in found.fetchall()] == [(low, high)]


def test_worked_test_of_means_and_of_shares() -> None:
    # By scipy 1.17: ttest_ind(equal_var=False) with its interval, and 2 * norm.sf of the pooled z.
    people = groups(
        ("C01", False, [30.0, 0.0, 12.5, 48.0, 0.0, 22.0, 17.5, 61.0, 0.0, 35.0, 9.0, 27.0]),
        ("C00", True, [0.0, 15.0, 0.0, 8.0, 0.0, 21.0, 0.0, 3.0, 12.0]),
    )
    found = compared(people).execute(
        """
        select measure, difference, interval_low, interval_high, p_value from lift__compared
        where comparison = 'contacted_to_control' and measure in ('conversion', 'revenue')
        order by measure
        """
    )
    shares, means = found.fetchall()
    assert shares[1:] == pytest.approx((7 / 36, -0.1864248, 0.5252094, 0.3495748), abs=1e-6)
    assert means[1:] == pytest.approx((15.2777778, 2.0574625, 28.4980930, 0.0262967), abs=2e-5)


def test_who_is_compared_with_whom() -> None:
    people = groups(
        ("C01", False, [1.0, 0.0]), ("C02", False, [0.0, 0.0]),
        ("C00", True, [0.0, 0.0]), ("C09", True, [1.0, 0.0]),
    )  # fmt: skip
    found = compared(people).execute(
        """
        select comparison, test_cell_code, base_cell_code, test_count, base_count, difference
        from lift__compared where measure = 'conversion' order by comparison, test_cell_code
        """
    )
    assert found.fetchall() == [
        ("cell_to_cell", "C02", "C01", 2, 2, -0.5),
        ("cell_to_control", "C01", None, 2, 4, 0.25),
        ("cell_to_control", "C02", None, 2, 4, -0.25),
        ("contacted_to_control", None, None, 4, 4, 0),
    ]


def test_groups_that_say_nothing_have_no_test() -> None:
    people = groups(("C01", False, [0.0, 0.0]), ("C00", True, [0.0]))
    found = compared(people).execute(
        """
        select measure, p_value, interval_low is null from lift__compared
        where comparison = 'cell_to_control' order by measure
        """
    )
    # One person has no variance; of shares there is an interval, however wide.
    assert found.fetchall() == [
        ("conversion", None, False), ("orders", None, True), ("response", None, False),
        ("revenue", None, True),
    ]  # fmt: skip


def simulated(seed: int, planted: numpy.ndarray[Any, Any], *, size: int = 2_000) -> dict[str, Any]:
    """Experiments of `size` people each, of which 15 % are held out; the lift of each is planted.

    What people buy without the mailing, how many orders buyers place and what they spend differ
    between experiments; orders are worth a log-normal amount.
    """
    draw = numpy.random.default_rng(seed)
    count = len(planted)
    experiment = numpy.repeat(numpy.arange(count), size)
    base = draw.uniform(0.03, 0.25, count)
    share = draw.random(count * size)
    cells = numpy.where(share < 0.15, "C00", numpy.where(share < 0.575, "C01", "C02"))
    held_out = cells == "C00"
    chance = base[experiment] + numpy.where(held_out, 0.0, planted[experiment])
    converted = draw.random(count * size) < chance
    orders = numpy.where(converted, 1 + (draw.random(count * size) < 0.2), 0)
    revenue = numpy.round(orders * draw.lognormal(4.0, 0.6, count * size), 2)
    return {
        "campaign_key": experiment.astype(str),
        "cell_code": cells,
        "is_control": held_out,
        "has_responded": converted.astype(int),
        "has_converted": converted.astype(int),
        "order_count": orders,
        "revenue_amount": revenue,
    }


# What a converter adds on average: 1.2 orders, each of exp(mean + variance / 2).
WORTH = {"conversion": 1.0, "orders": 1.2, "revenue": 1.2 * float(numpy.exp(4.0 + 0.18))}


@pytest.fixture(scope="module")
def experiments() -> Iterator[duckdb.DuckDBPyConnection]:
    planted = numpy.random.default_rng(1).uniform(0.0, 0.1, EXPERIMENTS)
    connection = compared(simulated(7, planted))
    connection.execute("create table planted (campaign_key varchar, lift double)")
    connection.executemany(
        "insert into planted values (?, ?)",
        [(str(number), float(lift)) for number, lift in enumerate(planted)],
    )
    yield connection
    connection.close()


@pytest.mark.parametrize("measure", WORTH)
@pytest.mark.parametrize("comparison", ["contacted_to_control", "cell_to_control"])
def test_the_interval_covers_the_planted_lift_in_ninety_of_a_hundred_experiments(
    experiments: duckdb.DuckDBPyConnection, measure: str, comparison: str
) -> None:
    found = experiments.execute(
        """
        select coalesce(test_cell_code, 'all') as cell,
            count(*),
            count(*) filter (lift * $worth between interval_low and interval_high)
        from lift__compared join planted using (campaign_key)
        where measure = $measure and comparison = $comparison
        group by cell order by cell
        """,
        {"worth": WORTH[measure], "measure": measure, "comparison": comparison},
    ).fetchall()
    for cell, count, covered in found:
        print(f"{measure}, {cell}: {covered} of {count}")
        assert count == EXPERIMENTS
        # Not all either: an interval that is too wide covers everything.
        assert 90 <= covered <= 99


def test_creatives_that_do_the_same_seldom_seem_to_differ(
    experiments: duckdb.DuckDBPyConnection,
) -> None:
    found = experiments.execute(
        """
        select measure, count(*) filter (p_value < 0.05),
            count(*) filter (0 not between interval_low and interval_high)
        from lift__compared where comparison = 'cell_to_cell' and measure != 'response'
        group by measure
        """
    ).fetchall()
    assert len(found) == len(WORTH)
    for _, significant, outside in found:
        assert significant <= 10
        assert outside <= 10


def test_the_detectable_lift_is_found_four_times_of_five() -> None:
    # First ask what can be seen, then plant just that.
    draws = simulated(3, numpy.zeros(EXPERIMENTS))
    asked = compared(draws).execute(
        """
        select detectable_difference from lift__compared
        where measure = 'conversion' and comparison = 'contacted_to_control'
        order by campaign_key::int
        """
    )
    planted = numpy.array([row[0] for row in asked.fetchall()])
    found = compared(simulated(3, planted)).execute(
        """
        select count(*) filter (p_value < 0.05) from lift__compared
        where measure = 'conversion' and comparison = 'contacted_to_control'
        """
    )
    assert found.fetchall()[0][0] == pytest.approx(80, abs=10)


def test_campaigns_pooled_over_a_channel_cover_the_planted_lift() -> None:
    channels, campaigns = EXPERIMENTS, 6
    planted = numpy.random.default_rng(2).uniform(0.0, 0.05, channels)
    people = simulated(5, numpy.repeat(planted, campaigns), size=1_000)
    connection = compared(people)
    connection.execute(
        f"""
        create table lift_samples__checked as
        select n::varchar as campaign_key, true as is_settled, 'as_planned' as sample_ratio
        from range({channels * campaigns}) as numbered (n);
        create table campaigns__merged as
        select campaign_key, (campaign_key::int // {campaigns})::varchar as channel
        from lift_samples__checked;
        """
    )
    rows = connection.execute(
        f"""
        select channel::int, measure, interval_low::double, interval_high::double, campaign_count
        from ({query("marts/attribution/rpt_channel_lift")}) where measure != 'response'
        """
    ).fetchall()
    assert len(rows) == channels * len(WORTH)
    for measure, worth in WORTH.items():
        covered = sum(
            low <= planted[channel] * worth <= high
            for channel, found, low, high, count in rows
            if found == measure and count == campaigns
        )
        print(f"{measure}: {covered} of {channels} channels")
        assert covered >= 90


def test_fatigue_is_read_in_the_band_where_it_was_planted() -> None:
    # Of each two campaigns one went to people with no message that week, one to people with three.
    fresh, tired = 0.05, 0.01
    people = simulated(7, numpy.tile([fresh, tired], EXPERIMENTS), size=2_000)
    connection = compared(people)
    connection.execute(
        f"""
        create or replace table lift_people__counted as
        select *, row_number() over ()::varchar as lift_person_key, lift_person_key as customer_key,
            (campaign_key::int // 2)::varchar as channel, date '2026-03-10' as contacted_on
        from lift_people__counted;
        create table touchpoints__stacked as
        select customer_key, 'delivered' as touch_kind, timestamp '2026-03-02 23:00:00'
            + to_days(day::int) as touched_at
        from lift_people__counted, unnest([0, 1, 4, 7, 8]) as days (day)
        where campaign_key::int % 2 = 1 and day between 1 and 7;
        create table pressure_bands as
        from '{PROJECT / "seeds" / "pressure_bands.csv"}';
        create table lift_samples__checked as
        select distinct campaign_key, true as is_settled, 'as_planned' as sample_ratio
        from lift_people__counted;
        """
    )
    rows = connection.execute(
        f"""
        select pressure_band, interval_low::double, interval_high::double
        from ({query("marts/attribution/rpt_lift_fatigue")}) where measure = 'conversion'
        """
    ).fetchall()
    assert len(rows) == 2 * EXPERIMENTS
    for band, planted in {"none": fresh, "3": tired}.items():
        covered = sum(low <= planted <= high for found, low, high in rows if found == band)
        print(f"{band}: {covered} of {EXPERIMENTS}")
        assert covered >= 90
