"""Loading: prepared files into their raw tables, with their rows in the ledger."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import duckdb

from weft.landing import tables
from weft.landing.content import EmptyFileError, RefusedFileError
from weft.landing.contracts import Contract, LoadRule
from weft.landing.intake import Account, BadRow, DirectIntake, Intake, Layout, Opened, Settled
from weft.landing.ledger import FileEntry, Ledger
from weft.landing.preparation import Claimed, Prepared
from weft.landing.readers import open_file
from weft.landing.readers.bulk import take_rejects
from weft.landing.result import Outcome
from weft.privacy.tombstones import Tombstones
from weft.warehouse import transaction

# Files of one layout go into their table together, up to so many bytes and so many files: most of
# what a small file costs is paid per statement and per transaction.
_TOGETHER_BYTES = 128 << 20
_TOGETHER_FILES = 200
# Below this size one thread loads faster than several.
_ONE_THREAD_BYTES = 4 << 20


@dataclass(frozen=True)
class _Ready:
    """A file that was looked at; `opened` is None where its entry says all there is to say."""

    prepared: Prepared
    entry: FileEntry
    opened: Opened | None = None
    trouble: Exception | None = None


class _OddFilesError(Exception):
    """Files that do not land together with the others; none named when it is not known which."""

    def __init__(self, file_ids: Iterable[int]) -> None:
        super().__init__("some files must be read with care")
        self.file_ids = frozenset(file_ids)


class Loader:
    """Loads files, with all that is the same for each of them at hand."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        contracts: Sequence[Contract],
        ledger: Ledger,
        scratch: Path,
        tidying: Executor,
        tombstones: Tombstones,
    ) -> None:
        """Keep what every file needs; `tidying` removes unpacked files meanwhile."""
        self.connection = connection
        self.contracts = contracts
        self.ledger = ledger
        self.scratch = scratch
        self.tidying = tidying
        self.tombstones = tombstones
        if tombstones:
            tombstones.lay(connection)
        counted = connection.execute("select current_setting('threads')").fetchall()
        self.threads = self.threads_in_use = int(counted[0][0])

    def load(self, files: Iterable[Prepared]) -> Iterator[Outcome]:
        """Land the files in their order, or tell why not; files that follow each other together.

        Every file lands whole or not at all, and none before those in front of it. Every outcome
        but `known` has its row in the ledger.
        """
        group: list[_Ready] = []
        for prepared in files:
            if _repeats(prepared, group):
                yield from self._finish_group(group)
                group = []
            ready = self._look_at(prepared)
            if group and not _goes_with(ready, group):
                yield from self._finish_group(group)
                group = []
            if isinstance(ready.opened, DirectIntake):
                group.append(ready)
            else:
                yield self._finish(ready)
        yield from self._finish_group(group)

    def _look_at(self, prepared: Prepared) -> _Ready:
        """Open the file, unless this content is known here or was delivered before."""
        entry = describe(prepared)
        contract, content = prepared.claimed.contract, prepared.content
        content_hash = entry.content_hash or ""
        if contract and self.ledger.is_known(entry.path, content_hash, contract.name):
            return _Ready(prepared, replace(entry, status="known"))
        entry = replace(entry, file_id=self.ledger.number(entry.path))
        if prepared.trouble:
            return _Ready(prepared, entry, trouble=prepared.trouble)
        assert contract and content, "prepared without trouble"
        twin = self.ledger.same_content(contract.name, content_hash, entry.path_values or "{}")
        if twin:
            rows_file_id, path = twin
            reason = f"already landed as {path}"
            entry = replace(entry, status="skipped", reason=reason, rows_file_id=rows_file_id)
            return _Ready(prepared, entry)
        try:
            opened = open_file(
                self.connection, contract, content, prepared.shape, self.contracts, self.scratch
            )
        except (RefusedFileError, EmptyFileError, OSError) as error:
            return _Ready(prepared, entry, trouble=error)
        return _Ready(prepared, entry, opened)

    def _finish(self, ready: _Ready) -> Outcome:
        """Read a single file with care, or write down what is known without reading it."""
        try:
            if ready.trouble:
                raise ready.trouble
            if ready.opened:
                assert not isinstance(ready.opened, DirectIntake), "is read with others"
                self._use_threads(ready.entry.size_bytes)
                return self._store(ready, ready.opened())
            if ready.entry.status != "known":
                self.ledger.record([(ready.entry, ())])
            return Outcome(ready.entry)
        except (RefusedFileError, EmptyFileError, OSError) as error:
            status = "empty" if isinstance(error, EmptyFileError) else "refused"
            entry = replace(ready.entry, status=status, reason=str(error))
            self.ledger.record([(entry, ())])
            return Outcome(entry, "" if isinstance(error, OSError) else error.cure)
        finally:
            self._discard(ready)

    def _finish_group(self, group: Sequence[_Ready]) -> list[Outcome]:
        """Load files of one layout together, but with care those that turn out to be odd."""
        if not group:
            return []
        try:
            return self._store_together(group)
        except _OddFilesError as error:
            odd = error.file_ids
        if not odd:
            middle = len(group) // 2
            return [*self._finish_group(group[:middle]), *self._finish_group(group[middle:])]
        outcomes: list[Outcome] = []
        for is_odd, files in groupby(group, key=lambda ready: ready.entry.file_id in odd):
            if is_odd:
                outcomes += [
                    self._finish(replace(ready, opened=_direct(ready).otherwise)) for ready in files
                ]
            else:
                outcomes += self._finish_group([*files])
        return outcomes

    def _store_together(self, group: Sequence[_Ready]) -> list[Outcome]:
        """Let the rows go straight from the files into the raw table.

        Errors: _OddFilesError, and nothing done, when that does not work out for one of them.
        """
        self._use_threads(sum(ready.entry.size_bytes for ready in group))
        contract = _contract(group[0])
        lineages = {str(_direct(ready).path): self._lineage(ready.entry) for ready in group}
        file_ids = [ready.entry.file_id for ready in group]
        settled: dict[int, Settled] = {}
        entries: list[FileEntry] = []
        with transaction(self.connection):
            try:
                self._insert(contract, _direct(group[0]).layout, lineages, spare=False)
            except duckdb.InvalidInputException as error:
                raise _OddFilesError(file_ids if len(group) == 1 else ()) from error
            rejects = take_rejects(self.connection)
            placed = tables.places(self.connection, contract, file_ids)
            for ready in group:
                opened, file_id = _direct(ready), ready.entry.file_id
                landed = len(placed.get(file_id, ()))
                found = opened.settle(landed, rejects.get(str(opened.path), []))
                if (
                    found
                    and _is_balanced(ready, found.account, landed)
                    and not self._erased_texts(contract, found.account.quarantined)
                ):
                    settled[file_id] = found
                    entries.append(_complete(ready, opened.layout, found.account, landed))
            if len(settled) < len(group):
                raise _OddFilesError({*file_ids} - {*settled})
        # On its own, since rows that change before they are committed are written twice.
        with transaction(self.connection):
            placed = tables.places(self.connection, contract, file_ids)
            tables.number_rows(
                self.connection,
                contract,
                {rows: settled[file_id].stretches for file_id, rows in placed.items()},
            )
            self.ledger.record(
                [(entry, settled[entry.file_id].account.quarantined) for entry in entries]
            )
        for ready in group:
            self._discard(ready)
        return [Outcome(entry) for entry in entries]

    def _store(self, ready: _Ready, intake: Intake) -> Outcome:
        """Copy the rows from `incoming`; set aside those without their key."""
        contract = _contract(ready)
        lacking = tables.rows_without_key(self.connection, contract, intake)
        account = replace(
            intake.account,
            ignored=intake.account.ignored + tables.count_ignorable(self.connection, intake.layout),
            quarantined=(*intake.account.quarantined, *lacking),
        )
        texts = self._erased_texts(contract, account.quarantined)
        kept = tuple(row for at, row in enumerate(account.quarantined) if at not in texts)
        account = replace(account, quarantined=kept)
        lineages = {ready.entry.path: self._lineage(ready.entry)}
        with transaction(self.connection):
            landed, erased = self._insert(contract, intake.layout, lineages, spare=True)
            erased += len(texts)
            if not _is_balanced(ready, account, landed + erased):
                raise RefusedFileError(
                    f"{account.rows_read} rows read, but {landed} landed, {erased} were erased, "
                    f"{len(account.quarantined)} quarantined and {account.ignored} ignored",
                    "Land again when the file is whole; if it is, please report its layout.",
                )
            entry = _complete(ready, intake.layout, account, landed, erased)
            self.ledger.record([(entry, account.quarantined)])
        return Outcome(entry)

    def _insert(
        self,
        contract: Contract,
        layout: Layout,
        lineages: Mapping[str, Mapping[str, object]],
        *,
        spare: bool,
    ) -> tuple[int, int]:
        """Copy good rows into the raw table; give the number of those, and of erased people's.

        Rows of erased people are judged in memory and never reach the warehouse. Errors:
        _OddFilesError naming the files that have such rows, unless they can be left out (`spare`).
        """
        if not self.tombstones:
            return tables.insert_rows(self.connection, contract, layout, lineages), 0
        tables.insert_rows(self.connection, contract, layout, lineages, into=tables.TWIN)
        carrying = self.tombstones.carrying(contract, tables.TWIN)
        files = self.connection.execute(
            f"delete from {tables.TWIN} where rowid in (select row_id from ({carrying})) "
            "returning _file_id"
        ).fetchall()
        if files and not spare:
            raise _OddFilesError(file_id for (file_id,) in files)
        return tables.insert_twin(self.connection, contract), len(files)

    def _erased_texts(self, contract: Contract, rows: Sequence[BadRow]) -> set[int]:
        """Give the places of bad rows whose text speaks of somebody who was erased."""
        if not self.tombstones:
            return set()
        texts = [row.raw_text for row in rows]
        return self.tombstones.texts_carrying(self.connection, texts, contract)

    def _discard(self, ready: _Ready) -> None:
        """Remove the unpacked copy of a file; for many and large ones that takes seconds."""
        if ready.prepared.content:
            self.tidying.submit(ready.prepared.content.discard)

    def _use_threads(self, size: int) -> None:
        threads = 1 if size < _ONE_THREAD_BYTES else self.threads
        if threads != self.threads_in_use:
            self.connection.execute(f"set threads = {threads}")
            self.threads_in_use = threads

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


def _contract(ready: _Ready) -> Contract:
    contract = ready.prepared.claimed.contract
    assert contract, "only a claimed file is opened"
    return contract


def _direct(ready: _Ready) -> DirectIntake:
    assert isinstance(ready.opened, DirectIntake), "only such files are loaded together"
    return ready.opened


def _repeats(prepared: Prepared, group: Sequence[_Ready]) -> bool:
    """Tell whether a file has the content of one that waits, so that it must wait for its fate."""
    content = prepared.content
    return any(content and ready.entry.content_hash == content.content_hash for ready in group)


def _goes_with(ready: _Ready, group: Sequence[_Ready]) -> bool:
    """Tell whether a file can be read in one call with those that wait."""
    files = [*group, ready]
    return (
        isinstance(ready.opened, DirectIntake)
        and _contract(ready) is _contract(group[0])
        and ready.opened.layout == _direct(group[0]).layout
        and len(files) <= _TOGETHER_FILES
        and sum(each.entry.size_bytes for each in files) <= _TOGETHER_BYTES
    )


def _is_balanced(ready: _Ready, account: Account, fit: int) -> bool:
    """Tell whether the numbers add up, and the file is still the one that was read."""
    file = ready.prepared.claimed.file
    whole = file.member is not None or file.location.stat().st_size == file.size
    return whole and fit + len(account.quarantined) + account.ignored == account.rows_read


def _complete(
    ready: _Ready, layout: Layout, account: Account, landed: int, erased: int = 0
) -> FileEntry:
    """Complete the entry of a file that lands."""
    return replace(
        ready.entry,
        status="landed",
        rows_read=account.rows_read,
        rows_landed=landed,
        rows_quarantined=len(account.quarantined),
        rows_ignored=account.ignored,
        rows_erased=erased,
        unknown_columns=tuple(layout.unknown),
        missing_columns=layout.missing,
        rows_file_id=ready.entry.file_id,
    )


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
