"""What is usual of deliveries: gaps, rows and shares, each held against its own past."""

from datetime import date, timedelta
from itertools import accumulate, repeat

import pytest

from weft.gates.deliveries.profile import Profile
from weft.gates.deliveries.usual import (
    expected_rows,
    strange_gap,
    strange_shares,
    strange_volume,
)

MONDAY = date(2026, 3, 2)


def _days(number: int, first: date = MONDAY) -> list[date]:
    return [first + timedelta(days=each) for each in range(number)]


def _gap(days: list[date], silent: int) -> str | None:
    today = days[-1] + timedelta(days=silent)
    return strange_gap(days, days[0], today - timedelta(days=1), today)


def test_a_daily_source_is_missed_on_the_first_day() -> None:
    assert _gap(_days(60), 0) is None
    assert _gap(_days(60), 1) == f"nothing since {_days(60)[-1]}, where the longest gap was 1 days"


def test_a_source_that_rests_at_weekends_is_not_missed_then() -> None:
    worked = [day for day in _days(61) if day.weekday() < 5]
    assert worked[-1].weekday() == 4
    assert [bool(_gap(worked, silent)) for silent in range(1, 5)] == [False] * 4
    assert any(_gap(worked, silent) for silent in range(5, 9))


def test_an_irregular_source_is_missed_late_and_told_once() -> None:
    days = list(
        accumulate([1, 9, 2, 5, 1, 7, 3, 2] * 4, lambda d, n: d + timedelta(n), initial=MONDAY)
    )
    assert not any(_gap(days, silent) for silent in range(10))
    assert sum(bool(_gap(days, silent)) for silent in range(60)) == 1


def test_a_source_that_came_late_and_went_is_no_news() -> None:
    long_before = MONDAY - timedelta(days=90)
    days = _days(20)
    today = days[-1] + timedelta(days=10)
    assert strange_gap(days, long_before, today - timedelta(days=9), today) is None


def _volumes(rows: list[int], first: date = MONDAY) -> dict[date, Profile]:
    return {day: Profile(each) for day, each in zip(_days(len(rows), first), rows, strict=True)}


@pytest.mark.parametrize(
    ("rows", "is_strange"), [(1000, False), (1200, False), (500, True), (2000, True), (0, True)]
)
def test_steady_rows_are_held_tightly(rows: int, is_strange: bool) -> None:
    history = _volumes([1000 + 40 * (day % 3) for day in range(40)])
    day = max(history) + timedelta(days=1)
    assert bool(strange_volume(day, Profile(rows), history)) == is_strange


def test_rows_that_always_leap_say_nothing_of_a_leap() -> None:
    history = _volumes([(100, 1000, 300, 40)[day % 4] for day in range(60)])
    assert strange_volume(max(history) + timedelta(days=1), Profile(600), history) is None


def test_each_weekday_has_its_own_level() -> None:
    history = _volumes([200 if day % 7 > 4 else 1000 for day in range(56)])
    sunday, monday = max(history), max(history) + timedelta(days=1)
    assert monday.weekday() == 0
    assert strange_volume(monday, Profile(1000), history) is None
    assert strange_volume(monday, Profile(200), history)
    del history[sunday]
    assert strange_volume(sunday, Profile(200), history) is None
    assert strange_volume(sunday, Profile(1000), history)


def test_the_season_is_that_of_a_year_ago() -> None:
    first = date(2025, 7, 7)
    days = _days(520, first)
    begun = {day: 3000 if day.month == 12 else 1000 for day in days if day < date(2026, 12, 1)}
    expected = expected_rows(date(2026, 12, 15), begun)
    assert expected is not None
    assert 2500 < expected < 3100
    assert expected_rows(date(2026, 11, 2), begun) == 1000


def test_a_full_list_is_told_from_the_one_before() -> None:
    """However much it has grown since the first."""
    growing = {MONDAY + timedelta(days=28 * n): Profile(200 * 2**n) for n in range(5)}
    day = max(growing) + timedelta(days=28)
    assert strange_volume(day, Profile(6400), growing) is None
    assert strange_volume(day, Profile(1100), growing)


def test_a_list_in_files_is_whole_when_they_are_as_many_as_before() -> None:
    """Another file may have joined it before, so that the rows of a file say little."""
    files = [2, 3, 4, 4, 4]
    history = {
        MONDAY + timedelta(days=28 * n): Profile(400 + 20 * n, files=each)
        for n, each in enumerate(files)
    }
    day = max(history) + timedelta(days=28)
    assert strange_volume(day, Profile(500, files=4), history) is None
    assert strange_volume(day, Profile(220, files=4), history)


def test_two_files_on_one_day_are_no_doubled_file() -> None:
    history = _volumes([300] * 30)
    day = max(history) + timedelta(days=1)
    assert strange_volume(day, Profile(600, files=2), history) is None
    assert strange_volume(day, Profile(600, files=1), history)


def test_what_comes_sooner_may_be_less_and_what_comes_later_more() -> None:
    last = date(2026, 9, 28)
    weekly = {last - timedelta(days=7 * n): Profile(1000 + n % 5) for n in range(40)}
    sooner, in_time, later = (last + timedelta(days=days) for days in (3, 7, 14))
    assert strange_volume(sooner, Profile(430), weekly) is None
    assert strange_volume(sooner, Profile(1000), weekly) is None
    assert strange_volume(sooner, Profile(3), weekly) is None
    assert strange_volume(sooner, Profile(2500), weekly)
    assert strange_volume(in_time, Profile(430), weekly)
    assert strange_volume(later, Profile(2000), weekly) is None


def _shared(facet: str, *counts: dict[str, int]) -> list[Profile]:
    """Profiles of deliveries of which no two rows have the same cell."""
    return [
        Profile(sum(each.values()), 1, {"email": {facet: each, f"different {facet}": each}})
        for each in counts
    ]


def _found(facet: str, past: list[Profile], now: Profile) -> list[str]:
    history = dict(zip(_days(len(past)), past, strict=True))
    return list(strange_shares(facet, now, history))


def test_a_share_may_move_as_far_as_it_did() -> None:
    past = _shared("fill", *({"filled": 80 + n % 10, "empty": 20 - n % 10} for n in range(20)))
    usual, emptied = _shared("fill", {"filled": 75, "empty": 25}, {"filled": 20, "empty": 80})
    assert _found("fill", past, usual) == []
    [finding] = _found("fill", past, emptied)
    assert finding.startswith("email: 20 of 100 filled, usually 80% to 89%") or (
        finding.startswith("email: 80 of 100 empty, usually 11% to 20%")
    )


def test_few_deliveries_say_nothing_of_a_share_that_moves() -> None:
    """Of what never moved they do."""
    moving = _shared("shape", *({"words": 100 - 9 * n, "moment": 9 * n} for n in range(6)))
    steady = _shared("shape", *repeat({"words": 100}, 6))
    [other] = _shared("shape", {"moment": 100})
    assert _found("shape", moving, other) == []
    assert _found("shape", moving * 5, other)
    assert _found("shape", steady, other)


def test_a_column_that_fills_is_no_fault() -> None:
    """Guests are checked in on the day of the event."""
    past = _shared("fill", *repeat({"empty": 50}, 6))
    assert _found("fill", past, *_shared("fill", {"filled": 40, "empty": 10})) == []


def test_few_rows_prove_nothing() -> None:
    past = _shared("fill", *repeat({"filled": 100}, 20))
    [two, thirty] = _shared("fill", {"empty": 2}, {"empty": 30})
    assert _found("fill", past, two) == []
    assert _found("fill", past, thirty)


def test_damage_is_found_in_single_cells_and_its_absence_never() -> None:
    past = _shared("damage", *repeat({"sound": 300}, 10))
    [few, some] = _shared("damage", {"sound": 298, "damaged": 2}, {"sound": 290, "damaged": 10})
    assert _found("damage", past, few) == []
    assert _found("damage", past, some)
    worn = _shared("damage", *repeat({"sound": 200, "damaged": 100}, 10))
    assert _found("damage", worn, Profile(300, 1, {"email": {"damage": {"sound": 300}}})) == []


def test_words_are_judged_only_of_a_column_that_has_no_new_ones() -> None:
    closed = _shared("value", *repeat({"a": 60, "b": 40}, 40))
    open_ended = _shared("value", *({f"campaign {n}": 100} for n in range(40)))
    [new] = _shared("value", {"c": 100})
    assert _found("value", closed, new)
    assert _found("value", open_ended, new) == []
    assert _found("value", closed[:20], new) == []


def test_few_deliveries_say_how_often_a_word_stands_that_each_of_them_has() -> None:
    answers = _shared("value", *repeat({"Y": 400, "N": 100}, 4))
    campaigns = _shared("value", *({"spring": 400, f"week {n}": 100} for n in range(4)))
    reset, ended = _shared("value", {"N": 500}, {"week 3": 500})
    assert _found("value", answers, reset)
    assert _found("value", campaigns, ended) == []


def test_a_column_that_is_gone_is_an_empty_one() -> None:
    past = _shared("fill", *repeat({"filled": 100}, 20))
    assert _found("fill", past, Profile(100)) == ["email: 100 of 100 empty, usually 0% to 0%"]
    assert _found("fill", past, Profile(0)) == []
    assert _found("fill", [Profile(100)] * 20, Profile(100)) == []


def test_keys_issued_anew_are_found_although_the_first_were_new() -> None:
    past = _shared("key", {"new": 500}, *repeat({"known": 480, "new": 20}, 4))
    usual, anew = _shared("key", {"known": 470, "new": 30}, {"new": 500})
    assert _found("key", past, usual) == []
    assert _found("key", past, anew)


def test_sizes_are_watched_from_each_on() -> None:
    """Few rows, spread over buckets that were never seen, are strange together."""
    past = _shared("size", *repeat({"2.0": 3, "3.0": 4, "4.0": 1}, 20))
    [in_pence] = _shared("size", {"6.0": 3, "7.0": 4, "8.0": 1})
    assert _found("size", past, in_pence)
    assert _found("length", past, in_pence) == []


def test_numbers_given_one_after_the_other_may_grow() -> None:
    numbers = {"size": {"4.0": 17}, "shape": {"whole number": 17}}
    grown = {"size": {"5.0": 17}, "shape": {"whole number": 17}}

    def found(different: int) -> list[str]:
        past, now = (
            Profile(
                17,
                1,
                {
                    "case": {
                        **looks,
                        "different size": dict.fromkeys(looks["size"], different),
                        "different shape": {"whole number": different},
                    }
                },
            )
            for looks in (numbers, grown)
        )
        return _found("size", [past] * 40, now)

    assert found(different=17) == []
    assert found(different=16)


def test_looks_are_strange_by_rows_and_by_different_cells() -> None:
    """A dozen rows of large campaigns are no other unit, and one campaign's many rows neither."""
    usual = {"size": {"0.0": 336}, "different size": {"0.0": 5}}
    few_rows = {"size": {"0.0": 336, "2.0": 12}, "different size": {"0.0": 5, "2.0": 11}}
    one_campaign = {"size": {"0.0": 36, "2.0": 300}, "different size": {"0.0": 50, "2.0": 1}}
    in_pence = {"size": {"4.0": 336}, "different size": {"4.0": 50}}
    found = [
        _found("size", [Profile(336, 1, {"clicks": usual})] * 40, Profile(336, 1, {"clicks": each}))
        for each in (few_rows, one_campaign, in_pence)
    ]
    assert found[:2] == [[], []] and found[2]
