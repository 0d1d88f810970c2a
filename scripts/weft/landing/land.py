"""Landing a delivery: file by file, each whole or not at all."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import duckdb
from rich.console import Console

from weft.errors import WeftError
from weft.landing import tables
from weft.landing.content import Content, EmptyFileError, Limits, RefusedFileError, fetch, to_utf8
from weft.landing.contracts import Contract, LoadRule, ReaderKind, load_contracts
from weft.landing.delivery import DeliveredFile, claim, discover
from weft.landing.intake import Intake
from weft.landing.ledger import FileEntry, Ledger, refused
from weft.landing.readers import read
from weft.landing.report import show_progress, show_summary
from weft.settings import PROJECT_ROOT, Warehouse
from weft.warehouse import connect

CONTRACTS = PROJECT_ROOT / "models" / "staging"


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
    """The account of one landing."""

    batch_id: str
    source_dir: Path
    country: str | None
    outcomes: list[Outcome] = field(default_factory=list)

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


def land(
    warehouse: Warehouse,
    source_dir: Path,
    *,
    run_at: datetime,
    country: str | None = None,
    console: Console | None = None,
    contracts_dir: Path = CONTRACTS,
    limits: Limits | None = None,
) -> LandingResult:
    """Land every new file below `source_dir` into the candidate warehouse.

    run_at: the run's moment, UTC without zone. country: two letters, recorded with each file.
    console: where progress and the summary go; silent without one. A file that cannot land is
    refused and reported, and stops no other. Errors: WeftError for a folder that is not there, a
    contract that makes no sense, or a warehouse in use.
    """
    if not source_dir.is_dir():
        raise WeftError(f"there is no folder {source_dir}", "Name the delivery with --from.")
    contracts = load_contracts(contracts_dir)
    if not contracts:
        raise WeftError(f"no landing contract below {contracts_dir}", "Add a source first.")
    with connect(warehouse) as connection, _scratch(warehouse) as scratch:
        ledger = Ledger(connection, run_at)
        tables.make_tables(connection, contracts)
        result = LandingResult(ledger.begin_batch(source_dir, country), source_dir, country)
        files = discover(source_dir, run_at.date())
        landing = _Landing(
            connection, contracts, ledger, scratch, limits or Limits.from_environment()
        )
        for file in show_progress(files, console):
            result.outcomes.append(landing.land(file))
        ledger.finish_batch(len(files), result.landed, result.skipped, result.refused)
    if console:
        show_summary(result, console)
    return result


@contextmanager
def _scratch(warehouse: Warehouse) -> Iterator[Path]:
    """Give an empty folder for unpacked files; what a killed run left in it goes first."""
    folder = warehouse.folder / "scratch"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Landing:
    """Lands single files, with all that is the same for each of them at hand."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        contracts: Sequence[Contract],
        ledger: Ledger,
        scratch: Path,
        limits: Limits,
    ) -> None:
        self.connection = connection
        self.contracts = contracts
        self.ledger = ledger
        self.scratch = scratch
        self.limits = limits

    def land(self, file: DeliveredFile) -> Outcome:
        """Land one file, or tell why not."""
        claimed = claim(file, self.contracts)
        entry = FileEntry(0, file.path, "refused", file.delivered_on, size_bytes=file.size)
        content = None
        try:
            if file.trouble:
                raise RefusedFileError(file.trouble, "Fetch the file again, or take it away.")
            if claimed is None:
                raise RefusedFileError(
                    "no contract claims this path",
                    "Move it to its source's folder, write a contract, or take it away.",
                )
            contract, name = claimed
            entry = _describe(entry, contract, name)
            content = fetch(file, self.scratch, self.limits)
            entry = replace(entry, content_hash=content.content_hash, size_bytes=content.size)
            return self._take_in(contract, file, entry, content)
        except (RefusedFileError, OSError) as error:
            entry = refused(replace(entry, file_id=self.ledger.number(file.path)), str(error))
            self.ledger.record(entry)
            return Outcome(entry, error.cure if isinstance(error, RefusedFileError) else "")
        finally:
            if content:
                content.discard()

    def _take_in(
        self, contract: Contract, file: DeliveredFile, entry: FileEntry, content: Content
    ) -> Outcome:
        """Land the content unless it is known or empty."""
        if self.ledger.is_known(file.path, content.content_hash, contract.name):
            return Outcome(replace(entry, status="known"))
        twin = self.ledger.same_content(
            contract.name, content.content_hash, entry.path_values or "{}"
        )
        if twin:
            rows_file_id, path = twin
            entry = replace(
                entry,
                file_id=self.ledger.number(file.path),
                status="skipped",
                reason=f"already landed as {path}",
                rows_file_id=rows_file_id,
            )
            self.ledger.record(entry)
            return Outcome(entry)
        try:
            if content.size == 0:
                raise EmptyFileError("the file is empty")
            return self._read_and_store(contract, file, entry, content)
        except EmptyFileError as error:
            entry = replace(
                entry, file_id=self.ledger.number(file.path), status="empty", reason=str(error)
            )
            self.ledger.record(entry)
            return Outcome(entry)

    def _read_and_store(
        self, contract: Contract, file: DeliveredFile, entry: FileEntry, content: Content
    ) -> Outcome:
        if contract.reader is not ReaderKind.PARQUET:
            declares_its_own = contract.reader is ReaderKind.XML
            encoding = "utf-8" if declares_its_own else contract.encoding
            content = to_utf8(content, encoding, self.scratch)
        try:
            intake = read(self.connection, contract, content, self.contracts, self.scratch)
        finally:
            content.discard()
        if file.location.stat().st_size != file.size and file.member is None:
            raise RefusedFileError(
                "the file changed while it was read", "Land again when it is whole."
            )
        return self._store(contract, entry, intake)

    def _store(self, contract: Contract, entry: FileEntry, intake: Intake) -> Outcome:
        """Copy the rows and write the ledger in one transaction, if the numbers add up."""
        lacking = tables.rows_without_key(self.connection, contract, intake)
        ignored = intake.ignored + tables.count_ignorable(self.connection, intake)
        quarantined = [*intake.quarantined, *lacking]
        entry = replace(
            entry,
            file_id=self.ledger.number(entry.path),
            status="landed",
            rows_read=intake.rows_read,
            rows_quarantined=len(quarantined),
            rows_ignored=ignored,
            unknown_columns=tuple(intake.unknown),
            missing_columns=intake.missing,
        )
        lineage: dict[str, object] = {
            **json.loads(entry.path_values or "{}"),
            "_source_file": entry.path,
            "_batch_id": self.ledger.batch_id,
            "_file_id": entry.file_id,
            "_delivered_on": entry.delivered_on,
            "_loaded_at": self.ledger.run_at,
        }
        self.connection.begin()
        try:
            landed = tables.insert_rows(self.connection, contract, intake, lineage)
            if landed + len(quarantined) + ignored != intake.rows_read:
                raise RefusedFileError(
                    f"{intake.rows_read} rows read, but {landed} landed, {len(quarantined)} "
                    f"quarantined and {ignored} ignored",
                    "Please report this file's layout; nothing of it was landed.",
                )
            entry = replace(entry, rows_landed=landed, rows_file_id=entry.file_id)
            self.ledger.record(entry, quarantined)
            self.connection.commit()
        except BaseException:
            self.connection.rollback()
            raise
        return Outcome(entry)


def _describe(entry: FileEntry, contract: Contract, name: str) -> FileEntry:
    """Add to an entry what the contract reads from the path."""
    values = contract.path_values(name)
    snapshot_of = None
    if contract.load_rule is LoadRule.SNAPSHOT:
        snapshot_of = json.dumps([values[key] for key in contract.key], ensure_ascii=False)
    return replace(
        entry,
        source_name=contract.source_name,
        table_name=contract.table_name,
        logical_path=contract.without_part(entry.path),
        path_values=json.dumps(values, ensure_ascii=False, sort_keys=True),
        snapshot_of=snapshot_of,
    )
