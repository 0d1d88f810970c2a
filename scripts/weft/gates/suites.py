"""Reading the expectation suites: YAML a data steward can write, bound to the candidate's tables.

A suite file has a name, a text, an owner, and checks; each check names a table (or a pattern such
as `conformed.*`, with the tables to leave out of it, or `sources` for every landed table), an
expectation, its arguments, the reason; and, where the table's key is a hash that tells nobody
anything, the columns that name a row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from weft.errors import WeftError
from weft.gates.results import Severity

ALL_SOURCES = "sources"
EVERY_CONTRACT_COLUMN = "contract"
DRIFT = "_near_last_publication"
FIELDS = {"table", "except", "expect", "arguments", "rows_named_by", "severity", "owner", "reason"}

# Expectations that print values of the column they look at. Never on personal data.
PRINTING_VALUES = ("distinct_values", "most_common", "max_to", "min_to", "quantile", "divergence")
# Expectations that print whatever rows they find.
PRINTING_ROWS = ("unexpected_rows_expectation", "expect_query_results_to_match_comparison")


@dataclass(frozen=True)
class Expectation:
    """One expectation on one table of the candidate.

    `rows_named_by`: columns by which a finding names rows; the table's keys when there are none.
    """

    suite: str
    table: str
    expect: str
    arguments: Mapping[str, Any]
    severity: Severity
    owner: str
    reason: str
    gate: str = "expectation"
    rows_named_by: tuple[str, ...] = ()

    @property
    def is_drift(self) -> bool:
        """Whether it compares with the last publication."""
        return self.expect.endswith(DRIFT)


@dataclass(frozen=True)
class Candidate:
    """What the suites may speak of."""

    tables: frozenset[str]  # every relation, as `schema.table`
    sources: Mapping[str, Sequence[str]] = field(default_factory=dict)  # landed table → columns
    personal: frozenset[tuple[str, str]] = frozenset()  # (table, column)


def read_suites(folder: Path, candidate: Candidate) -> list[Expectation]:
    """Read every suite of a folder, in order, with each pattern resolved to tables.

    Raises WeftError for a suite that is not understood, a pattern without a table, and an
    expectation that would print personal data.
    """
    return [
        expectation
        for path in sorted(folder.glob("*.yml"))
        for expectation in _read_suite(path, candidate)
    ]


def _read_suite(path: Path, candidate: Candidate) -> list[Expectation]:
    try:
        suite = yaml.safe_load(path.read_text(encoding="utf-8"))
        name, owner, checks = suite["suite"], suite["owner"], suite["checks"]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise WeftError(
            f"{path}: not a suite ({error}).", "It needs `suite`, `owner` and `checks`."
        ) from error
    expectations = []
    for number, check in enumerate(checks, start=1):
        place = f"{path}, check {number}"
        _validate(check, place)
        for table in _tables(str(check["table"]), check.get("except") or (), candidate, place):
            expectation = Expectation(
                suite=name,
                table=table,
                expect=check["expect"],
                arguments=_arguments(check.get("arguments") or {}, table, candidate),
                severity=cast(Literal["error", "warn"], check.get("severity", "error")),
                owner=check.get("owner", owner),
                reason=" ".join(str(check["reason"]).split()),
                rows_named_by=tuple(check.get("rows_named_by") or ()),
            )
            _refuse_personal_data(expectation, candidate, place)
            expectations.append(expectation)
    return expectations


def _validate(check: Mapping[str, Any], place: str) -> None:
    missing = {"table", "expect", "reason"} - set(check)
    unknown = set(check) - FIELDS
    if missing or unknown:
        raise WeftError(
            f"{place}: "
            + "; ".join(
                f"{word} {', '.join(sorted(names))}"
                for word, names in (("without", missing), ("does not know", unknown))
                if names
            ),
            f"A check has {', '.join(sorted(FIELDS))}.",
        )
    if check.get("severity", "error") not in ("error", "warn"):
        raise WeftError(f"{place}: severity {check['severity']}.", "It is `error` or `warn`.")
    if check["expect"] in PRINTING_ROWS:
        raise WeftError(
            f"{place}: {check['expect']} prints the rows it finds, personal data among them.",
            "Write it as a dbt test in tests/singular that selects keys.",
        )


def _tables(pattern: str, left_out: Sequence[str], candidate: Candidate, place: str) -> list[str]:
    found = _like(pattern, candidate, place)
    strangers = sorted(set(left_out) - set(found))
    if strangers:
        raise WeftError(
            f"{place}: `{pattern}` is without {', '.join(strangers)} anyway.",
            "Correct the names under `except`, or take them out.",
        )
    return [table for table in found if table not in left_out]


def _like(pattern: str, candidate: Candidate, place: str) -> list[str]:
    if pattern == ALL_SOURCES:
        return sorted(candidate.sources)
    if not any(sign in pattern for sign in "*?["):
        return [pattern]
    found = sorted(table for table in candidate.tables if fnmatchcase(table, pattern))
    if not found:
        raise WeftError(
            f"{place}: no table of the candidate is like `{pattern}`.",
            "A check that looks at nothing cannot fail. Correct the pattern or take it out.",
        )
    return found


def _arguments(arguments: Mapping[str, Any], table: str, candidate: Candidate) -> dict[str, Any]:
    resolved = dict(arguments)
    if resolved.get("column_set") == EVERY_CONTRACT_COLUMN:
        resolved["column_set"] = list(candidate.sources[table])
    return resolved


def _refuse_personal_data(expectation: Expectation, candidate: Candidate, place: str) -> None:
    for name in expectation.rows_named_by:
        if (expectation.table, name) in candidate.personal:
            raise WeftError(
                f"{place}: {expectation.table}.{name} would name rows, and is personal data.",
                "Name them by columns that say nothing about a person, or leave it to the keys.",
            )
    column = expectation.arguments.get("column")
    if (expectation.table, column) in candidate.personal and any(
        word in expectation.expect for word in PRINTING_VALUES
    ):
        raise WeftError(
            f"{place}: {expectation.expect} would print {expectation.table}.{column}, "
            "which is personal data.",
            "Use an expectation on the values themselves (expect_column_values_…), which counts.",
        )
