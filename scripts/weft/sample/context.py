"""What a writer works with: the world's tables, the period, the extracts and the truth."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from weft.sample.files import Extracts
from weft.sample.settings import Settings


@dataclass
class Context:
    """One sample being made.

    `deliveries`: the days of delivery, every Monday and the day after the period, ISO text.
    `snapshots`: those of them that bring full lists. Both are tables too: `delivery(delivered_on)`
    and `snapshot(delivered_on)`.
    """

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    seed: int
    customers: int
    months: int
    start: dt.date
    end: dt.date
    extracts: Extracts
    truth_folder: Path
    deliveries: list[str] = field(default_factory=list)
    snapshots: list[str] = field(default_factory=list)

    def run(self, statement: str) -> None:
        """Run SQL for what it does."""
        self.connection.execute(statement)

    def run_file(self, writer: str) -> None:
        """Run the SQL file that stands beside a writer."""
        file = Path(__file__).parent / "writers" / f"{writer}.sql"
        self.connection.execute(file.read_text(encoding="utf-8"))

    def table(self, name: str, query: str) -> str:
        """Make a table of the sample from a query; give its name."""
        self.connection.execute(f"create or replace table {name} as {query}")
        return name

    def drop(self, names: Sequence[str]) -> None:
        """Drop tables a writer no longer needs."""
        for name in names:
            self.connection.execute(f"drop table if exists {name}")

    def records(
        self, name: str, seed: str, kind: str, flags: str = "false", columns: str = "*"
    ) -> str:
        """Make the person records of a system from a seed query, and note whose they are.

        `seed` gives source_system, source_id, person_id, as_of, email, needs_email, address_id and
        anything else the writer wants to keep (see sql/99_records.sql); the table has those and
        the dirtied columns. One truth row each: `kind` is the record kind, and `flags` SQL that is
        true for records whose person no matcher can know (dummy values only). `columns`: SQL of
        those to make, for a system that has very many records and holds little in each.
        """
        self.table(f"{name}_seed", seed)
        self.table(name, f"select {columns} from party('{name}_seed')")
        self.drop([f"{name}_seed"])
        self.note_records(
            f"select source_system, source_id, person_id, '{kind}', {flags} from {name}"
        )
        return name

    def note_records(self, query: str) -> None:
        """Add truth: source_system, source_id, person_id, record_kind, is_undecidable."""
        self.connection.execute(f"insert into truth_record {query}")

    def note_orders(self, query: str) -> None:
        """Add truth: purchase_id, source_system, source_id (as the conformed orders have it)."""
        self.connection.execute(f"insert into truth_order {query}")

    def note_bad_file(self, path: str, outcome: str, reason: str) -> None:
        """Add truth: a file that cannot land, and as what the landing has to report it."""
        self.connection.execute(
            "insert into truth_bad_file values ($path, $outcome, $reason)",
            {"path": path, "outcome": outcome, "reason": reason},
        )

    def note_visitors(self, query: str) -> None:
        """Add truth: source_system, visitor_id, person_id (null: a stranger), visit_id."""
        self.connection.execute(f"insert into truth_visitor {query}")

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        row = self.connection.execute(f"select count(*) from {table}").fetchone()
        assert row is not None
        return int(row[0])
