"""Is a delivery as usual? Each question is answered by the deliveries before it, and only by them.

A measure is held against the range in which it moved so far, widened by what chance does to a
delivery of its size. A measure that always moved much therefore says little, and one that never
moved says much; nobody sets a bound by hand.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean, median, pstdev

from weft.gates.deliveries.profile import DIFFERENT, LOOKS, Profile

History = Mapping[date, Profile]  # deliveries before the one in question

FEWEST = 4  # deliveries before which nothing is usual
RECENT = 60  # deliveries that are looked back on
YEAR = timedelta(days=364)  # the same weekday a year ago
SEASON = timedelta(days=10)  # around that day
PRIOR_ROWS = 10  # a share of few rows counts as if so many usual ones were beside them
GAP_SPREADS = 6.0  # by which a gap is longer than the mean when something is amiss
DEVIATIONS = 4.0  # of chance, by which a range is widened

# Points by which a share may leave its range, facet by facet.
TOLERATED = {
    "fill": 0.1,
    "shape": 0.1,
    "length": 0.2,
    "damage": 0.0,
    "lag": 0.15,
    "hour": 0.08,
    "size": 0.1,
    "crowd": 0.15,
    "value": 0.15,
    "rows": 0.1,
    "key": 0.15,
}
# Facets of which only one bucket is watched, and only its rise.
WATCHED = {"damage": "damaged", "crowd": "most", "fill": "empty", "rows": "repeated"}
# Facets whose buckets have an order: watched is each with all above it.
ORDERED = ("size",)
MANY = 30  # deliveries that say how far a share goes that does move
MOVED = 0.25  # of the range in which a share moved, by which it may leave it
VOLUME_TOLERATED = 0.25  # of the logarithm of rows


def strange_gap(days: Sequence[date], first: date, told: date, today: date) -> str | None:
    """Say since when nothing has come, when that is longer than ever and far from usual.

    `days`: of deliveries, in order; `first` and `today`: the oldest and newest day of a delivery of
    any table, `told`: the newest that was judged before. What was silent then is no news.
    """
    known = days if days[0] == first else [first, *days]
    gaps = [(after - before).days for before, after in pairwise(known)][-RECENT:]
    if len(gaps) < FEWEST:
        return None
    spread = pstdev(gaps) + fmean(gaps) / math.sqrt(len(gaps))
    usual = max(max(gaps), fmean(gaps) + GAP_SPREADS * spread)
    # At the earliest the next one comes tomorrow.
    if not (told - days[-1]).days + 1 <= usual < (today - days[-1]).days + 1:
        return None
    return f"nothing since {days[-1]}, where the longest gap was {max(gaps)} days"


def strange_volume(day: date, profile: Profile, history: History) -> str | None:
    """Say how many rows came and were expected, when that is further apart than ever before.

    They are told from the level of all deliveries or from the last one, whichever was nearer so
    far. Where there are more files than last time, or fewer, the rows of a file must be far off
    too: two campaigns on one day are no fault. What comes sooner than usual may be a small part,
    what comes later as much more.
    """
    if not history:
        return None
    counts = {past: each.rows for past, each in history.items()}
    of_files = {past: each.rows // each.files for past, each in history.items()}
    last = max(history)
    wait, usual_wait = (day - last).days, _usual_wait(history)
    if wait < usual_wait and profile.rows < median(counts.values()):
        return None
    for stretch in (1.0, usual_wait / wait):
        if not (
            _strange_count(day, round(stretch * profile.rows), counts)
            and (
                profile.files == history[last].files
                or _strange_count(day, round(stretch * profile.rows / profile.files), of_files)
            )
        ):
            return None
    return _strange_count(day, profile.rows, counts)


def _usual_wait(history: History) -> float:
    """Give the days from one delivery to the next."""
    return median([(later - sooner).days for sooner, later in pairwise(sorted(history))] or [1])


def _strange_count(day: date, rows: int, counts: Mapping[date, int]) -> str | None:
    if len(counts) < FEWEST:
        return None
    expected, errors = min(
        (_told(day, counts, tell) for tell in (expected_rows, rows_before)),
        key=lambda told: fmean(map(abs, told[1])),
    )
    error = _error(rows, expected)
    room = _room(len(counts), VOLUME_TOLERATED) + DEVIATIONS / math.sqrt(expected + PRIOR_ROWS)
    if min(errors) - room <= error <= max(errors) + room:
        return None
    return f"{rows:,} rows, where some {expected:,.0f} are usual"


def _told(
    day: date, counts: Mapping[date, int], tell: Callable[[date, Mapping[date, int]], float | None]
) -> tuple[float, list[float]]:
    """Give the rows that a way of telling lets expect, and how far off it was so far."""
    errors = [
        _error(counts[past], usual)
        for past in sorted(counts)[-RECENT:]
        if (usual := tell(past, {each: counts[each] for each in counts if each != past}))
        is not None
    ]
    expected = tell(day, counts)
    assert expected is not None, "enough deliveries are known"
    return expected, errors


def rows_before(day: date, counts: Mapping[date, int]) -> float | None:
    """Give the rows of the delivery before a day's: a full list grows from one to the next."""
    before = max((past for past in counts if past < day), default=None)
    return None if before is None else float(counts[before])


def expected_rows(day: date, counts: Mapping[date, int]) -> float | None:
    """Say how many rows are usual on a day: those of its weekday lately, moved by its season.

    `counts`: rows of the other deliveries. The season is what the same weeks of a year ago were to
    the weeks before them, where they are known. None when too little is known.
    """
    recent = sorted(counts)[-RECENT:]
    if len(recent) < FEWEST - 1:
        return None
    weekday = [past for past in recent if past.weekday() == day.weekday()]
    level = median(counts[past] for past in (weekday if len(weekday) >= FEWEST - 1 else recent))
    season = [rows for past, rows in counts.items() if abs(past + YEAR - day) <= SEASON]
    before = [rows for past, rows in counts.items() if recent[0] <= past + YEAR < day - SEASON]
    if min(len(season), len(before)) < FEWEST:
        return float(level)
    return level * (median(season) + PRIOR_ROWS) / (median(before) + PRIOR_ROWS)


def _error(rows: int, expected: float) -> float:
    return math.log((rows + PRIOR_ROWS) / (expected + PRIOR_ROWS))


def _room(deliveries: int, tolerated: float) -> float:
    """Give the room around a range; a range that few deliveries span is known less well."""
    return tolerated * (1 + 2 / deliveries)


def strange_shares(facet: str, profile: Profile, history: History) -> Iterator[str]:
    """Say of each column where a facet is what it never was so often, or so seldom.

    How cells look must be strange by rows and by different cells: a dozen large campaigns among
    hundreds of rows are no fault, and neither are hundreds of rows of one campaign.
    """
    past = [history[day] for day in sorted(history)[-RECENT:]]
    if facet == "key":
        past = past[1:]  # of a first delivery all keys are new
    for column in sorted({name for each in (profile, *past) for name in each.shares}):
        if facet == "size" and all(_is_numbering(each, column) for each in past):
            continue  # numbers that are given one after the other grow
        findings = [
            _strange_share(
                facet,
                _counts(profile, column, counted),
                [counts for each in past if (counts := _counts(each, column, counted))],
            )
            for counted in ((facet, DIFFERENT + facet) if facet in LOOKS else (facet,))
        ]
        if all(findings):
            yield f"{column or 'rows'}: {findings[0]}"


def _is_numbering(profile: Profile, column: str) -> bool:
    """Whether the cells of a column are whole numbers, each of them there once."""
    looks = profile.shares.get(column, {})
    shapes = looks.get("shape", {})
    return [*shapes] == ["whole number"] and shapes == looks.get(DIFFERENT + "shape")


def _counts(profile: Profile, column: str, facet: str) -> Mapping[str, int]:
    """Give the rows of each bucket; a column without a single cell has no profile of its own."""
    if facet == "fill" and profile.rows and column not in profile.shares:
        return {"empty": profile.rows}
    return profile.shares.get(column, {}).get(facet, {})


def _is_closed(now: Mapping[str, int], before: Sequence[Mapping[str, int]]) -> bool:
    """Whether a column has words of its own.

    Later deliveries added none; while they are few, each had them all, and this one has no other.
    """
    if len(before) < MANY:
        words = before[0].keys()
        return now.keys() <= words and all(each.keys() == words for each in before)
    half = len(before) // 2
    return not set().union(*before[half:]) - set().union(*before[:half])


def _strange_share(
    facet: str, now: Mapping[str, int], before: Sequence[Mapping[str, int]]
) -> str | None:
    """Give the bucket furthest out of its range, if any is."""
    fewest = MANY if facet == "length" else FEWEST
    if not now or len(before) < fewest or (facet == "value" and not _is_closed(now, before)):
        return None
    rows, all_rows = sum(now.values()), sum(sum(each.values()) for each in before)
    room = _room(len(before), TOLERATED[facet])
    watched = WATCHED.get(facet)
    buckets = {watched} if watched else {*now, *(name for each in before for name in each)}
    findings = []
    for bucket in buckets:

        def counted(counts: Mapping[str, int], bucket: str = bucket) -> int:
            if facet in ORDERED:
                return sum(n for name, n in counts.items() if float(name) >= float(bucket))
            return counts.get(bucket, 0)

        usual = sum(map(counted, before)) / all_rows
        shares = [_drawn(counted(each), sum(each.values()), usual) for each in before]
        found = _drawn(counted(now), rows, usual)
        low, high = min(shares), max(shares)
        if len(before) < MANY and high - low > room + _chance(high, rows):
            continue
        beyond = room + MOVED * (high - low)
        over = max(
            found - high - beyond - _chance(high, rows),
            -1.0 if watched else low - found - beyond - _chance(low, rows),
        )
        if over > 0:
            words = f"{counted(now):,} of {rows:,} {_named(facet, bucket)}"
            findings.append((over, f"{words}, usually {low:.0%} to {high:.0%}"))
    return max(findings)[1] if findings else None


def _named(facet: str, bucket: str) -> str:
    """Name a bucket; a hashed word has no name, half a power of ten a number."""
    if facet == "value":
        return "of one value"
    return f"from {10 ** (float(bucket) / 2):.3g} on" if facet in ORDERED else bucket


def _drawn(rows: int, of_rows: int, usual: float) -> float:
    """Give a share, drawn towards the usual one where rows are few."""
    return (rows + PRIOR_ROWS * usual) / (of_rows + PRIOR_ROWS)


def _chance(share: float, rows: int) -> float:
    """Give how far chance alone takes a share in so many rows."""
    least = 1 / (rows + PRIOR_ROWS)
    likely = min(max(share, least), 1 - least)
    return DEVIATIONS * math.sqrt(likely * (1 - likely) / (rows + PRIOR_ROWS))
