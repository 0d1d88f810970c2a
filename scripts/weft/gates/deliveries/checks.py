"""The checks of suite `deliveries`: each of them one question about the deliveries of one table."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from weft.errors import WeftError
from weft.gates.deliveries.profile import Place, Profile
from weft.gates.deliveries.usual import (
    MANY,
    History,
    strange_gap,
    strange_shares,
    strange_volume,
)
from weft.gates.results import SAMPLE_SIZE, CheckResult, Status
from weft.gates.suites import Expectation

GATE = "delivery"


@dataclass(frozen=True)
class Deliveries:
    """Every delivery there is, and which of them are to be judged by the others."""

    profiles: Mapping[Place, Profile]
    judged: frozenset[Place]

    @cached_property
    def parts(self) -> dict[str, dict[str, dict[date, Profile]]]:
        """Give the deliveries of each part of each table, in order of their days."""
        parts: dict[str, dict[str, dict[date, Profile]]] = {}
        for place in sorted(self.profiles):
            days = parts.setdefault(place.relation, {}).setdefault(place.part, {})
            days[place.day] = self.profiles[place]
        return parts

    @cached_property
    def days(self) -> tuple[date, date, date]:
        """Give the oldest day, the newest that was judged before, and the newest."""
        days = {place.day for place in self.profiles}
        told = {place.day for place in self.profiles if place not in self.judged}
        return min(days), max(told, default=min(days)), max(days)

    def in_question(self, relation: str) -> Iterator[tuple[str, date, Profile, History]]:
        """Give each delivery of a table that is to be judged, with those that came before it."""
        for part, days in self.parts.get(relation, {}).items():
            usual = {
                day: profile
                for day, profile in days.items()
                if Place(relation, part, day) not in self.judged
            }
            for day, profile in days.items():
                if Place(relation, part, day) in self.judged:
                    before = {past: each for past, each in usual.items() if past < day}
                    yield f"{part} {day}".strip(), day, profile, before


def judge(check: Expectation, deliveries: Deliveries) -> CheckResult:
    """Answer one check of a table; a table of which nothing came has nothing strange about it.

    What is strange only beside few deliveries warns, whatever the check's severity.
    """
    if check.expect not in _QUESTIONS:
        raise WeftError(
            f"Suite {check.suite}: there is no {check.expect}.",
            f"Checks of deliveries are {', '.join(_QUESTIONS)}.",
        )
    claim, ask = _QUESTIONS[check.expect]
    claim = claim.format(**check.arguments)
    findings = list(ask(check, deliveries))
    is_sure = any(finding.deliveries >= MANY for finding in findings)
    failed: Status = "failed" if check.severity == "error" and is_sure else "warned"
    return CheckResult(
        check_id=f"{check.suite}.{check.table}.{claim}",
        gate=GATE,
        suite=check.suite,
        relation=check.table,
        claim="; ".join([claim, *(finding.words for finding in findings[:SAMPLE_SIZE])]),
        severity=check.severity,
        status=failed if findings else "passed",
        failures=len(findings),
        owner=check.owner,
        reason=check.reason,
    )


class _Finding(NamedTuple):
    """What is strange, and beside how many deliveries."""

    words: str
    deliveries: int


def _gap(check: Expectation, deliveries: Deliveries) -> Iterator[_Finding]:
    for part, days in deliveries.parts.get(check.table, {}).items():
        finding = strange_gap(list(days), *deliveries.days)
        if finding:
            yield _Finding(f"{part}: {finding}", len(days))


def _volume(check: Expectation, deliveries: Deliveries) -> Iterator[_Finding]:
    for name, day, profile, history in deliveries.in_question(check.table):
        finding = strange_volume(day, profile, history)
        if finding:
            yield _Finding(f"{name}: {finding}", len(history))


def _facet(check: Expectation, deliveries: Deliveries) -> Iterator[_Finding]:
    for name, _, profile, history in deliveries.in_question(check.table):
        for finding in strange_shares(str(check.arguments["facet"]), profile, history):
            yield _Finding(f"{name}, {finding}", len(history))


# Check → its claim, and what finds something against it.
_QUESTIONS: Mapping[str, tuple[str, Callable[[Expectation, Deliveries], Iterator[_Finding]]]] = {
    "expect_deliveries_to_go_on": ("deliveries go on", _gap),
    "expect_delivery_volume_as_usual": ("volume as usual", _volume),
    "expect_delivery_facet_as_usual": ("{facet} as usual", _facet),
}
