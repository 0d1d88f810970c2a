"""The account of a landing, file by file."""

from dataclasses import dataclass, field
from pathlib import Path

from weft.landing.ledger import FileEntry


@dataclass(frozen=True)
class Outcome:
    """What became of one file in this landing; `cure` is what to do about a refusal.

    status: as in the ledger, or `known` for a file whose row stands there already.
    """

    entry: FileEntry
    cure: str = ""

    @property
    def status(self) -> str:
        """One of landed, skipped, known, empty, refused."""
        return self.entry.status

    @property
    def table(self) -> str:
        """`source.table`, or nothing where no contract claims the file."""
        entry = self.entry
        return f"{entry.source_name}.{entry.table_name}" if entry.source_name else ""


@dataclass
class LandingResult:
    """The account of one landing; `released` rows left quarantine by a steward's decision."""

    batch_id: str
    source_dir: Path
    country: str | None
    outcomes: list[Outcome] = field(default_factory=list)
    released: int = 0

    def with_status(self, *statuses: str) -> list[Outcome]:
        """Give the outcomes with one of these statuses."""
        return [outcome for outcome in self.outcomes if outcome.status in statuses]

    @property
    def landed(self) -> int:
        """Number of files landed now."""
        return len(self.with_status("landed"))

    @property
    def skipped(self) -> int:
        """Number of files whose content had landed before, or that hold nothing."""
        return len(self.with_status("skipped", "known", "empty"))

    @property
    def refused(self) -> int:
        """Number of files refused whole."""
        return len(self.with_status("refused"))

    @property
    def rows(self) -> int:
        """Number of rows landed now."""
        return sum(outcome.entry.rows_landed for outcome in self.outcomes)

    @property
    def quarantined(self) -> int:
        """Number of rows set aside now."""
        return sum(outcome.entry.rows_quarantined for outcome in self.outcomes)

    @property
    def erased(self) -> int:
        """Number of rows left out now, of people who were erased."""
        return sum(outcome.entry.rows_erased for outcome in self.outcomes)
