"""What a reader hands over: where the rows stand, and an account of everything else."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

INCOMING = "incoming"
# The column of a reader's rows that names their file.
PATH = "_weft_path"
RAW_TEXT_LIMIT = 64 << 10
# A line DuckDB refused: its number, its text, the kind of error.
Reject = tuple[int, str, str]
# Rows whose record numbers follow each other: place of the first among the rows of its file, from
# 0, and its record number.
Stretch = tuple[int, int]


@dataclass(frozen=True)
class BadRow:
    """A row that cannot land: its record number, its text as it stood in the file, and why."""

    line_number: int
    raw_text: str
    reason: str


@dataclass(frozen=True)
class Layout:
    """How to take rows out of `relation`.

    That is a table, or a call whose one parameter is the list of paths to read and whose rows
    name theirs in `_weft_path`. `cells` and `unknown` are SQL expressions over it, by contract
    column and by header; `line_number` is one too, or None where rows are numbered afterwards.
    Rows for which the condition `ignorable` holds are no rows, rows for which `unfit` holds stand
    in quarantine already. Files can be read in one call if their layouts are equal; which columns
    a file lacks (`missing`) has no part in that.
    """

    cells: dict[str, str]
    line_number: str | None = None
    unknown: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = field(default=(), compare=False)
    ignorable: str = "false"
    unfit: str = "false"
    relation: str = INCOMING

    @property
    def fit(self) -> str:
        """The condition of the rows that are neither ignorable nor unfit."""
        return f"not ({self.ignorable}) and not ({self.unfit})"


@dataclass(frozen=True)
class Account:
    """What became of the records of a file, the rows in the layout's relation apart.

    `rows_read` is counted apart from the reader and must equal the sum of what landed, was
    quarantined and was ignored. `raw_texts` gives the text of records by their numbers.
    """

    rows_read: int
    ignored: int = 0
    quarantined: tuple[BadRow, ...] = ()
    raw_texts: Callable[[Collection[int]], dict[int, str]] = lambda numbers: {}


@dataclass(frozen=True)
class Intake:
    """A file that was read: its rows, and the account of the others."""

    layout: Layout
    account: Account


@dataclass(frozen=True)
class Settled:
    """The account of a file whose rows went straight into the raw table, and their numbers."""

    account: Account
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class DirectIntake:
    """A file whose rows may go straight into the raw table, together with others of its layout.

    `settle` takes the number of rows inserted and the lines DuckDB refused, and gives the
    account, or None when anything about the file is odd; then `otherwise` reads it with care.
    """

    layout: Layout
    path: Path
    settle: Callable[[int, list[Reject]], Settled | None]
    otherwise: Callable[[], Intake]


# A file that was opened: its rows may go directly, or must be read with care.
Opened = DirectIntake | Callable[[], Intake]
