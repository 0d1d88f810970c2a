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
from weft.landing.intake import Account, DirectIntake, Intake, Layout
from weft.landing.ledger import FileEntry, Ledger, refused
from weft.landing.readers import read
from weft.landing.readers.bulk import take_rejects
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
        entry = replace(entry, file_id=self.ledger.number(file.path), status="landed")
        try:
            intake = read(self.connection, contract, content, self.contracts, self.scratch)
            if isinstance(intake, DirectIntake):
                landed = self._store_directly(contract, file, entry, intake)
                if landed:
                    return landed
                intake = intake.otherwise()
            return self._store(contract, file, entry, intake)
        finally:
            content.discard()

    def _store_directly(
        self, contract: Contract, file: DeliveredFile, entry: FileEntry, intake: DirectIntake
    ) -> Outcome | None:
        """Let the rows go from the file into the raw table; None when that does not work out."""
        with self._transaction() as transaction:
            try:
                landed = tables.insert_rows(
                    self.connection, contract, intake.layout, self._lineage(entry)
                )
            except duckdb.InvalidInputException:
                return None
            settled = intake.settle(landed, take_rejects(self.connection))
            if settled is None:
                return None
            if settled.line_number:
                tables.number_rows(self.connection, contract, entry.file_id, settled.line_number)
            outcome = self._enter(file, entry, intake.layout, settled.account, landed)
            transaction.is_good = True
            return outcome

    def _store(
        self, contract: Contract, file: DeliveredFile, entry: FileEntry, intake: Intake
    ) -> Outcome:
        """Copy the rows from `incoming`; set aside those without their key."""
        lacking = tables.rows_without_key(self.connection, contract, intake)
        account = replace(
            intake.account,
            ignored=intake.account.ignored + tables.count_ignorable(self.connection, intake.layout),
            quarantined=(*intake.account.quarantined, *lacking),
        )
        with self._transaction() as transaction:
            landed = tables.insert_rows(
                self.connection, contract, intake.layout, self._lineage(entry)
            )
            outcome = self._enter(file, entry, intake.layout, account, landed)
            transaction.is_good = True
            return outcome

    def _enter(
        self, file: DeliveredFile, entry: FileEntry, layout: Layout, account: Account, landed: int
    ) -> Outcome:
        """Write the ledger, if the numbers add up and the file is still the one we read."""
        quarantined = len(account.quarantined)
        if landed + quarantined + account.ignored != account.rows_read:
            raise RefusedFileError(
                f"{account.rows_read} rows read, but {landed} landed, {quarantined} quarantined "
                f"and {account.ignored} ignored",
                "Please report this file's layout; nothing of it was landed.",
            )
        if file.member is None and file.location.stat().st_size != file.size:
            raise RefusedFileError(
                "the file changed while it was read", "Land again when it is whole."
            )
        entry = replace(
            entry,
            rows_read=account.rows_read,
            rows_landed=landed,
            rows_quarantined=quarantined,
            rows_ignored=account.ignored,
            unknown_columns=tuple(layout.unknown),
            missing_columns=layout.missing,
            rows_file_id=entry.file_id,
        )
        self.ledger.record(entry, account.quarantined)
        return Outcome(entry)

    def _lineage(self, entry: FileEntry) -> dict[str, object]:
        """Give the values that are one for all rows of a file."""
        return {
            **json.loads(entry.path_values or "{}"),
            "_source_file": entry.path,
            "_batch_id": self.ledger.batch_id,
            "_file_id": entry.file_id,
            "_delivered_on": entry.delivered_on,
            "_loaded_at": self.ledger.run_at,
        }

    @contextmanager
    def _transaction(self) -> Iterator["_Transaction"]:
        """Commit what was done if it was good, else undo it."""
        transaction = _Transaction()
        self.connection.begin()
        try:
            yield transaction
        finally:
            if transaction.is_good:
                self.connection.commit()
            else:
                self.connection.rollback()


@dataclass
class _Transaction:
    """Becomes good when all that belongs together was done."""

    is_good: bool = False


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
