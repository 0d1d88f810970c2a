"""What a check says, whichever gate it belongs to."""

import re
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warn"]
Status = Literal["passed", "failed", "warned", "not run"]

UNIT_TEST = "unit test"  # the gate that asks about the project alone, not about the data
SAMPLE_SIZE = 5  # keys shown per failing check


@dataclass(frozen=True)
class CheckResult:
    """The result of one check.

    `sample_keys` names offending rows, each as `column=value`, by keys, which are hashes and say
    nothing about a person, or by columns that a suite names and no model marks as personal.
    """

    check_id: str
    gate: str
    suite: str
    relation: str
    claim: str
    severity: Severity
    status: Status
    failures: int | None = None
    owner: str | None = None
    reason: str | None = None
    sample_keys: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        """A failed check blocks publication, and so does one that could not run."""
        return self.status in ("failed", "not run")


def without_values(message: str) -> str:
    """Take quoted values and mail addresses out of a database's error message.

    DuckDB quotes the value it could not convert; a log must not carry it.
    """
    message = re.sub(r"'[^'\n]*'", "'…'", message)
    return re.sub(r"\S+@\S+", "…", message)


def is_key(column: str) -> bool:
    """Say whether a column may be shown in a sample: our own keys, and the place of a raw row."""
    return column.endswith("_key") or column in ("_file_id", "_line_number")
