"""Known exceptions, rows of seeds/gate_exceptions.csv: findings that are accepted until a day."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from weft.errors import WeftError
from weft.gates.results import CheckResult

SEED = "seeds/gate_exceptions.csv"


@dataclass(frozen=True)
class KnownException:
    """What may fail, in how many rows, until which day, and who says so, and why.

    `relation` and `claim` are those of the check, as a finding and quality_checks show them.
    """

    line: int
    relation: str
    claim: str
    most_failures: int
    accepted_until: date
    owner: str
    reason: str

    def accepts(self, result: CheckResult, today: date) -> bool:
        """Whether it excuses this finding; a check that did not run is never excused."""
        return (
            result.status == "failed"
            and self.is_of(result)
            and (result.failures or 0) <= self.most_failures
            and today <= self.accepted_until
        )

    def is_of(self, result: CheckResult) -> bool:
        """Whether it speaks of this check."""
        return (result.relation, result.claim) == (self.relation, self.claim)


def read_exceptions(project: Path) -> list[KnownException]:
    """Read the seed of a project; one without it has none.

    Raises:
        WeftError: A row lacks something, or a number or day in it is none. Names line and cure.
    """
    path = project / SEED
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return [_exception(reader.line_num, row) for row in reader]


def _exception(line: int, row: dict[str, str]) -> KnownException:
    missing = [column for column, value in row.items() if not value and column != "comment"]
    try:
        if missing:
            raise ValueError(f"it has no {missing[0]}")
        return KnownException(
            line,
            row["relation"],
            row["claim"],
            int(row["most_failures"]),
            date.fromisoformat(row["accepted_until"]),
            row["owner"],
            row["reason"],
        )
    except (KeyError, ValueError) as error:
        raise WeftError(
            f"{SEED}, line {line}: {error}",
            "A row needs relation and claim of a check as a finding shows them, a number of rows, "
            "a day like 2026-12-31, an owner and a reason.",
        ) from error


def excused(
    results: Sequence[CheckResult], exceptions: Sequence[KnownException], today: date
) -> list[CheckResult]:
    """Turn findings that are accepted today into warnings that say so.

    A result is added for each exception that has lost its use: a failure where no check is called
    so any more, a warning where the check passes, or the day is over.
    """
    useless = [_useless(each, results, today) for each in exceptions]
    return [*accepted(results, exceptions, today), *useless]


def accepted(
    results: Sequence[CheckResult], exceptions: Sequence[KnownException], today: date
) -> list[CheckResult]:
    """Turn findings that are accepted today into warnings; say nothing of the exceptions."""
    judged = []
    for result in results:
        found = next((each for each in exceptions if each.accepts(result, today)), None)
        judged.append(_accepted(result, found) if found else result)
    return judged


def _accepted(result: CheckResult, exception: KnownException) -> CheckResult:
    said = f"Accepted until {exception.accepted_until} by {exception.owner}: {exception.reason}"
    return replace(
        result, status="warned", reason=f"{result.reason} {said}" if result.reason else said
    )


def _useless(exception: KnownException, results: Sequence[CheckResult], today: date) -> CheckResult:
    """Say whether an exception still has a use, as a check of its own."""
    found = [result for result in results if exception.is_of(result)]
    is_over = today > exception.accepted_until
    fault = (
        "no check is called so"
        if not found
        else f"its day, {exception.accepted_until}, is over"
        if is_over
        else "the check passes, so it can go"
        if all(result.status == "passed" for result in found)
        else ""
    )
    return CheckResult(
        check_id=f"exception.{exception.line}",
        gate="exception",
        suite="exceptions",
        relation=exception.relation,
        claim=f"{SEED}, line {exception.line}: {fault or 'it is of use'}",
        severity="error" if not found else "warn",
        status="passed" if not fault else "failed" if not found else "warned",
        owner=exception.owner,
        reason="An exception that nobody needs hides the next fault.",
    )
