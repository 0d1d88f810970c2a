"""Loading: one prepared file at a time into its raw table, with its row in the ledger."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from weft.landing import tables
from weft.landing.content import EmptyFileError, RefusedFileError
from weft.landing.contracts import Contract, LoadRule
from weft.landing.delivery import DeliveredFile
from weft.landing.intake import Account, DirectIntake, Intake, Layout
from weft.landing.ledger import FileEntry, Ledger
from weft.landing.preparation import Claimed, Prepared
from weft.landing.readers import read
from weft.landing.readers.bulk import take_rejects
from weft.landing.result import Outcome


class Loader:
    """Loads single files, with all that is the same for each of them at hand."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        contracts: Sequence[Contract],
        ledger: Ledger,
        scratch: Path,
    ) -> None:
        """Keep what every file needs."""
        self.connection = connection
        self.contracts = contracts
        self.ledger = ledger
        self.scratch = scratch

    def load(self, prepared: Prepared) -> Outcome:
        """Land a file, or tell why not; every way but `known` writes its row in the ledger."""
        entry = replace(describe(prepared), file_id=self.ledger.number(prepared.claimed.file.path))
        try:
            return self._take_in(prepared, entry)
        except (RefusedFileError, EmptyFileError, OSError) as error:
            status = "empty" if isinstance(error, EmptyFileError) else "refused"
            entry = replace(entry, status=status, reason=str(error))
            self.ledger.record(entry)
            return Outcome(entry, "" if isinstance(error, OSError) else error.cure)
        finally:
            if prepared.content:
                prepared.content.discard()

    def _take_in(self, prepared: Prepared, entry: FileEntry) -> Outcome:
        """Load the rows, unless this content is known here or was delivered before."""
        file, contract = prepared.claimed.file, prepared.claimed.contract
        content_hash = entry.content_hash or ""
        if contract and self.ledger.is_known(file.path, content_hash, contract.name):
            return Outcome(replace(entry, status="known"))
        if prepared.trouble:
            raise prepared.trouble
        assert contract and prepared.content, "prepared without trouble"
        twin = self.ledger.same_content(contract.name, content_hash, entry.path_values or "{}")
        if twin:
            rows_file_id, path = twin
            reason = f"already landed as {path}"
            entry = replace(entry, status="skipped", reason=reason, rows_file_id=rows_file_id)
            self.ledger.record(entry)
            return Outcome(entry)
        entry = replace(entry, status="landed")
        intake = read(
            self.connection,
            contract,
            prepared.content,
            prepared.shape,
            self.contracts,
            self.scratch,
        )
        if isinstance(intake, DirectIntake):
            landed = self._store_directly(contract, file, entry, intake)
            if landed:
                return landed
            intake = intake.otherwise()
        return self._store(contract, file, entry, intake)

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


def describe(prepared: Prepared) -> FileEntry:
    """Begin the ledger's entry of a file: its path, its bytes, and the values in its path."""
    claimed, content = prepared.claimed, prepared.content
    file, contract = claimed.file, claimed.contract
    entry = FileEntry(
        0,
        file.path,
        "refused",
        file.delivered_on,
        content_hash=content.content_hash if content else None,
        size_bytes=content.size if content else file.size,
    )
    return _with_contract(entry, contract, claimed) if contract else entry


def _with_contract(entry: FileEntry, contract: Contract, claimed: Claimed) -> FileEntry:
    values = contract.path_values(claimed.name)
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
