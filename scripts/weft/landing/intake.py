"""What a reader hands over: where the rows stand, and an account of everything else."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

INCOMING = "incoming"
RAW_TEXT_LIMIT = 64 << 10
# A line DuckDB refused: its number, its text, the kind of error.
Reject = tuple[int, str, str]


@dataclass(frozen=True)
class BadRow:
    """A row that cannot land: its record number, its text as it stood in the file, and why."""

    line_number: int
    raw_text: str
    reason: str


@dataclass(frozen=True)
class Layout:
    """How to take a file's rows out of `relation`, a table or a call with `parameters`.

    `cells` and `unknown` are SQL expressions over it, by contract column and by header;
    `line_number` is one too. Rows for which the condition `ignorable` holds are no rows, rows
    for which `unfit` holds stand in quarantine already.
    """

    cells: dict[str, str]
    line_number: str
    unknown: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    ignorable: str = "false"
    unfit: str = "false"
    relation: str = INCOMING
    parameters: tuple[object, ...] = ()

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
    """The account of rows that went straight into the raw table.

    `line_number` numbers them by `position`, their place among the rows of this file from 0;
    None where they are numbered already.
    """

    account: Account
    line_number: Callable[[str], str] | None


@dataclass(frozen=True)
class DirectIntake:
    """A file whose rows may go straight into the raw table, without being held in between.

    `settle` takes the number of rows inserted and the lines DuckDB refused, and gives the
    account, or None when anything about the file is odd; then `otherwise` reads it with care.
    """

    layout: Layout
    settle: Callable[[int, list[Reject]], Settled | None]
    otherwise: Callable[[], Intake]
