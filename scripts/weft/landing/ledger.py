"""The ledger: every file ever seen, what became of it, and every row set aside."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from weft.landing.intake import RAW_TEXT_LIMIT, BadRow

_TABLES = """
create schema if not exists landing;
create table if not exists landing.batches (
    batch_id varchar not null,
    started_at timestamp not null,
    finished_at timestamp,
    run_at timestamp not null,
    from_dir varchar not null,
    country_code varchar,
    files_seen bigint,
    files_landed bigint,
    files_skipped bigint,
    files_refused bigint
);
create table if not exists landing.files (
    file_id bigint not null,
    batch_id varchar not null,
    source_name varchar,
    table_name varchar,
    path varchar not null,
    content_hash varchar,
    delivered_on date not null,
    status varchar not null,
    reason varchar,
    rows_read bigint not null,
    rows_landed bigint not null,
    rows_quarantined bigint not null,
    rows_ignored bigint not null,
    unknown_columns varchar,
    missing_columns varchar,
    landed_at timestamp not null,
    size_bytes bigint,
    rows_file_id bigint,
    logical_path varchar,
    path_values varchar,
    snapshot_of varchar,
    country_code varchar
);
create table if not exists landing.quarantine (
    file_id bigint not null,
    path varchar not null,
    source_name varchar not null,
    table_name varchar not null,
    line_number bigint,
    raw_text varchar,
    reason varchar not null,
    quarantined_at timestamp not null
);
alter table landing.quarantine add column if not exists state varchar default 'open';
alter table landing.files add column if not exists rows_erased bigint default 0;
alter table landing.files add column if not exists rows_expired bigint default 0;
"""


@dataclass(frozen=True)
class FileEntry:
    """A row of `landing.files`.

    status: landed, skipped (the same content was delivered before), empty or refused.
    `rows_file_id` is the file whose rows this delivery stands for: its own when landed, the
    earlier one's when skipped. `logical_path` is the path that all parts of one export share.
    """

    file_id: int
    path: str
    status: str
    delivered_on: date
    source_name: str | None = None
    table_name: str | None = None
    content_hash: str | None = None
    reason: str | None = None
    rows_read: int = 0
    rows_landed: int = 0
    rows_quarantined: int = 0
    rows_ignored: int = 0
    rows_erased: int = 0
    unknown_columns: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()
    size_bytes: int = 0
    rows_file_id: int | None = None
    logical_path: str | None = None
    path_values: str | None = None
    snapshot_of: str | None = None


class Ledger:
    """The ledger of one warehouse, with what it knows kept in memory during a landing."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, run_at: datetime) -> None:
        """Make the tables where they are missing and read what is known."""
        self.connection = connection
        self.run_at = run_at
        self.batch_id = ""
        self.country_code: str | None = None
        make_ledger(connection)
        self._seen: set[tuple[str, str]] = set()
        self._contents: dict[tuple[str, str, str], tuple[int, str]] = {}
        self._refusals: dict[str, int] = {}
        rows = connection.execute(
            "select path, content_hash, source_name || '.' || table_name, path_values, status, "
            "file_id from landing.files order by file_id"
        ).fetchall()
        for path, content_hash, contract, values, status, file_id in rows:
            if status == "refused":
                self._refusals[path] = file_id
            elif content_hash:
                self._remember(path, content_hash, contract, values, status, file_id)
        unfinished = connection.execute(
            "select count(*) from landing.batches where finished_at is null and batch_id = "
            "(select max_by(batch_id, started_at) from landing.batches)"
        ).fetchall()
        self.was_interrupted = unfinished[0][0] > 0
        self._next_file_id = 1 + max((row[5] for row in rows), default=0)

    def begin_batch(self, source_dir: Path, country_code: str | None) -> str:
        """Open a batch; its id is the run's moment and a number."""
        self.country_code = country_code
        stamp = f"{self.run_at:%Y%m%dT%H%M%S}"
        taken = self.connection.execute(
            "select count(*) from landing.batches where starts_with(batch_id, ?)", [stamp]
        ).fetchall()
        self.batch_id = f"{stamp}-{taken[0][0] + 1:03d}"
        self.connection.execute(
            "insert into landing.batches (batch_id, started_at, run_at, from_dir, country_code) "
            "values (?, ?, ?, ?, ?)",
            [self.batch_id, _now(), self.run_at, str(source_dir), country_code],
        )
        return self.batch_id

    def finish_batch(self, seen: int, landed: int, skipped: int, refused: int) -> None:
        """Close the batch with its counts."""
        self.connection.execute(
            "update landing.batches set finished_at = ?, files_seen = ?, files_landed = ?, "
            "files_skipped = ?, files_refused = ? where batch_id = ?",
            [_now(), seen, landed, skipped, refused, self.batch_id],
        )

    def number(self, path: str) -> int:
        """Give the number a file is to have: that of its earlier refusal, else the next free."""
        if path in self._refusals:
            return self._refusals[path]
        self._next_file_id += 1
        return self._next_file_id - 1

    def is_known(self, path: str, content_hash: str, contract: str) -> bool:
        """Tell whether this content was taken in under this path before."""
        return (path, f"{contract} {content_hash}") in self._seen

    def same_content(
        self, contract: str, content_hash: str, path_values: str
    ) -> tuple[int, str] | None:
        """Give file id and path of the landed file with this content, if there is one.

        Values that stand only in the path are part of the content: two audiences may have equal
        lists, and both count.
        """
        return self._contents.get((contract, content_hash, path_values))

    def record(self, entries: Sequence[tuple[FileEntry, Sequence[BadRow]]]) -> None:
        """Write the files' rows in place of earlier refusals, and their quarantined rows."""
        again = [entry.file_id for entry, _ in entries if self._refusals.pop(entry.path, None)]
        if again:
            self.connection.execute("delete from landing.files where file_id in ?", [again])
        self._insert("landing.files", [self._file_row(entry) for entry, _ in entries])
        self._insert(
            "landing.quarantine",
            [
                (
                    entry.file_id,
                    entry.path,
                    entry.source_name,
                    entry.table_name,
                    row.line_number,
                    row.raw_text[:RAW_TEXT_LIMIT],
                    row.reason,
                    self.run_at,
                    "open",
                )
                for entry, rows in entries
                for row in rows
            ],
        )
        for entry, _ in entries:
            if entry.status == "refused":
                self._refusals[entry.path] = entry.file_id
            elif entry.content_hash:
                self._remember(
                    entry.path,
                    entry.content_hash,
                    f"{entry.source_name}.{entry.table_name}",
                    entry.path_values,
                    entry.status,
                    entry.file_id,
                )

    def _file_row(self, entry: FileEntry) -> tuple[object, ...]:
        return (
            entry.file_id,
            self.batch_id,
            entry.source_name,
            entry.table_name,
            entry.path,
            entry.content_hash,
            entry.delivered_on,
            entry.status,
            entry.reason,
            entry.rows_read,
            entry.rows_landed,
            entry.rows_quarantined,
            entry.rows_ignored,
            _json(entry.unknown_columns),
            _json(entry.missing_columns),
            self.run_at,
            entry.size_bytes,
            entry.rows_file_id,
            entry.logical_path,
            entry.path_values,
            entry.snapshot_of,
            self.country_code,
            entry.rows_erased,
            0,
        )

    def _insert(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Insert rows in one statement."""
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            values = ", ".join("unnest(?)" for _ in columns)
            self.connection.execute(f"insert into {table} select {values}", columns)

    def _remember(
        self,
        path: str,
        content_hash: str,
        contract: str,
        path_values: str | None,
        status: str,
        file_id: int,
    ) -> None:
        self._seen.add((path, f"{contract} {content_hash}"))
        if status == "landed":
            key = (contract, content_hash, path_values or "{}")
            self._contents.setdefault(key, (file_id, path))


def make_ledger(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the ledger's tables where they are missing, and the columns they gained since."""
    connection.execute(_TABLES)


def _json(names: tuple[str, ...]) -> str | None:
    return json.dumps(names, ensure_ascii=False) if names else None


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
