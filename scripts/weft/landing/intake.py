"""What a reader hands over: rows in a temporary table, and an account of everything else."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

INCOMING = "incoming"
RAW_TEXT_LIMIT = 64 << 10


@dataclass(frozen=True)
class BadRow:
    """A row that cannot land: its record number, its text as it stood in the file, and why."""

    line_number: int
    raw_text: str
    reason: str


@dataclass
class Intake:
    """A file as its reader understood it.

    The rows stand in the temporary table `incoming`. `cells` and `unknown` are SQL expressions
    over it, by contract column and by header; `line_number` is one too. Rows for which the
    condition `ignorable` holds are counted as ignored, rows for which `unfit` holds stand among
    the `quarantined`. `rows_read` is counted apart from the reader and must equal the sum of what
    landed, was quarantined and was ignored.
    """

    cells: dict[str, str]
    line_number: str
    rows_read: int
    unknown: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    ignorable: str = "false"
    unfit: str = "false"
    ignored: int = 0
    quarantined: list[BadRow] = field(default_factory=list)
    raw_texts: Callable[[Collection[int]], dict[int, str]] = lambda numbers: {}

    @property
    def fit(self) -> str:
        """The condition of the rows that are neither ignorable nor unfit."""
        return f"not ({self.ignorable}) and not ({self.unfit})"
