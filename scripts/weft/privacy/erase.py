"""Erasure: a person leaves the warehouse, and stays out.

What is to go is entered in the run ledger first, as salted hashes only. Everything after that finds
its way by the hashes alone, changes whole files by one rename each, and can be done again; so an
erasure that was killed is carried to its end by whoever writes to the warehouse next.
"""

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from weft.disk import sync
from weft.errors import WeftError
from weft.landing import tables
from weft.landing.content import Limits, fetch
from weft.landing.contracts import Contract
from weft.landing.delivered import (
    LandedFile,
    delivery_folders,
    landed_files,
    lying_at,
    remove_records,
    renumbered,
)
from weft.landing.delivery import DeliveredFile
from weft.landing.ledger import make_ledger
from weft.landing.quarantine import RELEASED
from weft.pipeline.ledger import Erasure, Ledger, new_decision_id, now
from weft.pipeline.lock import sole_writer
from weft.pipeline.publish import STORAGE_VERSION, clean, copy_relation
from weft.privacy.certificate import write_certificate
from weft.privacy.person import Found, Line, Search, customers_named, rows_set_aside
from weft.privacy.tombstones import TOMBSTONES, Tombstones
from weft.settings import PROJECT_ROOT, Warehouse
from weft.sql import quote_identifier, quote_literal, quote_relation
from weft.steward.quarantined_cells import contracts_by_name
from weft.warehouse import connect, limits, transaction

# What a build, a check or a look leaves behind; all of it is made again.
LEFT_BEHIND = ("reports", "logs", "target", "tmp", "scratch")
# What dbt may tell of rows when it is run by hand in the project.
BY_HAND = ("logs/dbt.log*", "target/**/run_results.json")
# A key another customer was minted from stays: without its row that customer would lose her key.
_KEPT_COLUMN = "minted_from_record_key"
_FRESH = "tmp-erasure"
_ERASED = (
    "exists (select 1 from erased_lines as gone where gone.file_id = _file_id "
    "and gone.line_number is not distinct from _line_number)"
)


def forget(
    warehouse: Warehouse,
    references: Sequence[str],
    *,
    by: str,
    confirmed: Callable[[Found], bool],
) -> list[Path]:
    """Remove the people whom references name; give the certificates, none if not confirmed.

    Errors: WeftError where a reference names nobody, or more than one customer.
    """
    contracts = [*contracts_by_name().values()]
    with sole_writer(warehouse, "forget"), closing(Ledger(warehouse)) as ledger:
        written = finish(warehouse, ledger)
        with connect(warehouse) as connection:
            customers = customers_named(connection, references)
            search = Search(connection, contracts, ledger.tombstones().salt, customers)
            found = search.find(customers)
            if not confirmed(found):
                return written
            begin(connection, ledger, found, by)
        return [*written, *finish(warehouse, ledger, found.lines)]


def begin(connection: duckdb.DuckDBPyConnection, ledger: Ledger, found: Found, by: str) -> None:
    """Enter an erasure in the ledger: from here on it will be done, whatever happens."""
    [(number,)] = connection.execute(
        "select coalesce(max(issue_number), 0) from marts.customer_references"
    ).fetchall()
    rows = sum(found.rows.values()) + len(found.set_aside)
    places = json.dumps(found.places)
    ledger.begin_erasure(Erasure(new_decision_id(), by, now(), rows, number, places), found.hashes)


def finish(
    warehouse: Warehouse, ledger: Ledger, landed: Collection[Line] | None = None
) -> list[Path]:
    """Carry every erasure that was begun to its end, and give the certificates.

    landed: the records that carry a tombstone, where a search for all of them has just found them.
    Publication first, candidate last: of the latter the delivered files with her rows are known.
    """
    begun = [erasure for erasure in ledger.erasures() if not erasure.finished_at]
    if not begun:
        return []
    tombstones = ledger.tombstones(unfinished=True)
    contracts = [*contracts_by_name().values()]
    clean(warehouse)
    for leftover in warehouse.folder.glob(f"*.{_FRESH}*"):
        leftover.unlink()
    _clean_publication(warehouse, tombstones, ledger.share_salt())
    # What was named before a kill stands in the ledger.
    named = {path for erasure in begun for path in json.loads(erasure.named)}
    if warehouse.candidate.exists():
        with connect(warehouse) as connection:
            make_ledger(connection)
            tombstones.lay(connection)
            if landed is None:
                landed = _lines_of_erased(connection, contracts, tombstones)
            aside = [
                row
                for contract in contracts
                for row in rows_set_aside(connection, contract, tombstones)
            ]
            ledger.forget(
                {row.row for row in aside}, lambda key: tombstones.hash_of(key) in tombstones.hashes
            )
            lines = {*landed} | {(row.file_id, row.line_number) for row in aside}
            named |= _clean_delivered(connection, contracts, ledger, tombstones, lines)
            for name in LEFT_BEHIND:
                shutil.rmtree(warehouse.folder / name, ignore_errors=True)
            for told in BY_HAND:
                for path in PROJECT_ROOT.glob(told):
                    path.unlink(missing_ok=True)
            named |= _clean_others(connection, warehouse, tombstones)
            connection.execute("checkpoint")
        # Who comes back after a kill from here on can find them no more.
        begun = [replace(erasure, named=json.dumps(sorted(named))) for erasure in begun]
        for erasure in begun:
            ledger.note_erasure(erasure)
        _write_candidate_anew(warehouse, contracts, tombstones, landed)
    certificates = []
    for erasure in begun:
        done = replace(erasure, finished_at=now())
        certificates.append(write_certificate(warehouse, done))
        ledger.note_erasure(done)
    return certificates


def _clean_publication(warehouse: Warehouse, tombstones: Tombstones, share_salt: str) -> None:
    """Write the published files anew without her rows; the one that says who she is comes last."""
    targets = [path for path in (warehouse.share, warehouse.published) if path.exists()]
    if not warehouse.published.exists():
        return
    with _beside(warehouse, tombstones) as connection:
        connection.execute(f"attach {quote_literal(str(warehouse.published))} as build (read_only)")
        _published_keys(connection, tombstones, share_salt)
        connection.execute("detach build")
        for target in targets:
            _write_published_anew(connection, target)
    for target in targets:
        _fresh(target).replace(target)
        sync(warehouse.folder)


def _published_keys(
    connection: duckdb.DuckDBPyConnection, tombstones: Tombstones, share_salt: str
) -> None:
    """Make the table of all by which the publication calls erased people, and what is theirs."""
    hashes = f"(select hash from {TOMBSTONES})"
    connection.execute(
        f"""
        create temp table her_keys as
        select distinct customer_key as key from build.marts.customer_records
        where {tombstones.hashed("customer_key")} in {hashes};

        insert into her_keys
        select record_key from build.marts.customer_records
        where customer_key in (from her_keys) or {tombstones.hashed("record_key")} in {hashes}
        union select old_customer_key from build.marts.customer_key_history
        where customer_key in (from her_keys)
        union select identifier_value from build.marts.customer_identifiers
        where {tombstones.hashed("identifier_value")} in {hashes}
        union select visitor_key from build.marts.customer_visitors
        where {tombstones.hashed("visitor_key")} in {hashes}
        union select order_key from build.marts.fct_orders where customer_key in (from her_keys)
        union select conversion_key from build.marts.fct_conversions
        where customer_key in (from her_keys)
        union select touchpoint_key from build.marts.fct_touchpoints
        where customer_key in (from her_keys)
        union select household_key from build.marts.household_members
        group by 1 having bool_and(customer_key in (from her_keys))
        union select sha256({quote_literal(share_salt)} || key) from her_keys;
        """
    )


def _write_published_anew(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    fresh = _fresh(target)
    connection.execute(f"attach {quote_literal(str(target))} as build (read_only)")
    connection.execute(
        f"attach {quote_literal(str(fresh))} as weft (storage_version '{STORAGE_VERSION}')"
    )
    columns: dict[str, list[str]] = {}
    for schema, table, column, kind in connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name = 'build' and not internal order by all"
    ).fetchall():
        texts = columns.setdefault(f"{schema}.{table}", [])
        if kind == "VARCHAR" and column != _KEPT_COLUMN:
            texts.append(f"coalesce({quote_identifier(column)} in (from her_keys), false)")
    for schema in sorted({relation.split(".")[0] for relation in columns}):
        connection.execute(f"create schema if not exists weft.{quote_identifier(schema)}")
    for relation, texts in columns.items():
        copy_relation(connection, relation, f"not ({' or '.join(texts) or 'false'})")
    connection.execute("checkpoint weft")
    connection.execute("detach weft")
    connection.execute("detach build")
    sync(fresh)


def _lines_of_erased(
    connection: duckdb.DuckDBPyConnection, contracts: Sequence[Contract], tombstones: Tombstones
) -> set[Line]:
    """Give the records of raw tables that carry a tombstone."""
    lines: set[Line] = set()
    for contract in contracts:
        raw = tables.raw_table(contract)
        found = connection.execute(
            f"select _file_id, _line_number from {raw} "
            f"where rowid in (select row_id from ({tombstones.carrying(contract, raw)}))"
        ).fetchall()
        lines |= {(file_id, line) for file_id, line in found}
    return lines


def _clean_delivered(
    connection: duckdb.DuckDBPyConnection,
    contracts: Sequence[Contract],
    ledger: Ledger,
    tombstones: Tombstones,
    lines: Collection[Line],
) -> set[str]:
    """Take her records out of the files as they were delivered; name those that stay as they are.

    The landing ledger knows a file by its new content from then on, so it does not land again.
    """
    named = set()
    by_file = defaultdict(set)
    for file_id, line in lines:
        by_file[file_id].add(line)
    folders = delivery_folders(connection)
    by_name = {contract.name: contract for contract in contracts}
    for landed in landed_files(connection):
        removed = by_file.get(landed.rows_file_id, set())
        for file in lying_at(folders, landed.path) if removed else ():
            contract = by_name[landed.contract]
            content_hash = remove_records(file, landed, contract, contracts, removed)
            if not content_hash:
                if _speaks_of_her(connection, file, landed, tombstones):
                    named.add(str(file.location))
                continue
            rows = connection.execute(
                "select distinct line_number from landing.quarantine where file_id = ?",
                [landed.file_id],
            ).fetchall()
            numbers = {line: renumbered(line, removed) for (line,) in rows}
            ledger.renumber(landed.path, landed.content_hash, content_hash, numbers)
            with transaction(connection):
                connection.execute(
                    "update landing.files set content_hash = ? where file_id = ?",
                    [content_hash, landed.file_id],
                )
                connection.execute(
                    "update landing.quarantine set line_number = moved.new from "
                    "(select unnest(?::bigint[]) as old, unnest(?::bigint[]) as new) as moved "
                    "where file_id = ? and line_number = moved.old",
                    [[*numbers], [*numbers.values()], landed.file_id],
                )
    return named


def _speaks_of_her(
    connection: duckdb.DuckDBPyConnection,
    file: DeliveredFile,
    landed: LandedFile,
    tombstones: Tombstones,
) -> bool:
    """Tell whether a file that was not written anew may speak of her.

    One that is as it landed does; one that changed since may have been written anew by an erasure
    that was killed.
    """
    with TemporaryDirectory(prefix="weft-") as folder:
        try:
            content = fetch(file, Path(folder), Limits.from_environment())
        except (WeftError, OSError):
            return True
        if content.content_hash == landed.content_hash:
            return True
        text = content.path.read_bytes().decode("utf-8", "replace")
        return bool(tombstones.texts_carrying(connection, [text]))


def _clean_others(
    connection: duckdb.DuckDBPyConnection, warehouse: Warehouse, tombstones: Tombstones
) -> set[str]:
    """Take away what else lies in the warehouse and speaks of her; name what nobody can look into.

    Such are lists, briefs and exports that somebody had written here: they can be made again.
    """
    own = {warehouse.candidate, warehouse.published, warehouse.share, warehouse.lock}
    named = set()
    for path in sorted(warehouse.folder.rglob("*")):
        is_ours = path in own or path.name.startswith(warehouse.ledger.name)
        if is_ours or not path.is_file() or path.suffix == ".wal":
            continue
        data = path.read_bytes()
        if b"\0" in data:
            named.add(str(path))
        elif tombstones.texts_carrying(connection, [data.decode("utf-8", "replace")]):
            path.unlink()
    return named


def _write_candidate_anew(
    warehouse: Warehouse,
    contracts: Sequence[Contract],
    tombstones: Tombstones,
    landed: Collection[Line],
) -> None:
    """Write the candidate anew with nothing but what landed, and without her rows.

    DuckDB keeps freed blocks, so rows that were deleted would still stand in the file. All that is
    built of raw tables is built again by the next run.
    """
    fresh = _fresh(warehouse.candidate)
    with _beside(warehouse, tombstones) as connection:
        connection.execute(f"attach {quote_literal(str(warehouse.candidate))} as old (read_only)")
        connection.execute(f"attach {quote_literal(str(fresh))} as fresh")
        connection.execute("use old")
        connection.execute("create temp table erased (file_id bigint, landed int, aside int)")
        connection.execute("create temp table set_aside (file_id bigint, line_number bigint)")
        connection.execute(
            "create temp table erased_lines as "
            "select unnest(?::bigint[]) as file_id, unnest(?::bigint[]) as line_number",
            [[file_id for file_id, _ in landed], [line for _, line in landed]],
        )
        kept = {"landing.quarantine": "(file_id, line_number) not in (from set_aside)"}
        for contract in contracts:
            kept[f"{contract.schema}.{contract.table_name}"] = f"not ({_ERASED})"
            _count_erased(connection, contract, tombstones)
        stored = connection.execute(
            "select schema_name || '.' || table_name, sql from duckdb_tables() "
            "where database_name = 'old' order by all"
        ).fetchall()
        connection.execute("use fresh")
        for relation, statement in stored:
            schema, name = relation.split(".")[0], quote_relation(relation)
            if schema != "landing" and relation not in kept:
                continue
            connection.execute(f"create schema if not exists {quote_identifier(schema)}")
            connection.execute(statement)
            connection.execute(
                f"insert into {name} from old.{name} where {kept.get(relation, 'true')}"
            )
        connection.execute(
            "update landing.files set rows_landed = rows_landed - counted.landed, "
            "rows_quarantined = rows_quarantined - counted.aside, "
            "rows_erased = rows_erased + counted.landed + counted.aside "
            "from (select file_id, sum(landed) as landed, sum(aside) as aside from erased "
            "group by 1) as counted where files.file_id = counted.file_id"
        )
        connection.execute("use memory")
        connection.execute("detach fresh")
    sync(fresh)
    Path(f"{warehouse.candidate}.wal").unlink(missing_ok=True)
    fresh.replace(warehouse.candidate)
    sync(warehouse.folder)


def _count_erased(
    connection: duckdb.DuckDBPyConnection, contract: Contract, tombstones: Tombstones
) -> None:
    """Count by file what goes of a raw table and of quarantine; lay the rows of the latter."""
    connection.execute(
        f"insert into erased select _file_id, count(*), 0 from {tables.raw_table(contract)} "
        f"where {_ERASED} group by 1"
    )
    for row in rows_set_aside(connection, contract, tombstones):
        # A released row was counted as landed.
        is_counted = int(row.state != RELEASED)
        connection.execute("insert into erased values (?, 0, ?)", [row.file_id, is_counted])
        connection.execute("insert into set_aside values (?, ?)", [row.file_id, row.line_number])


@contextmanager
def _beside(warehouse: Warehouse, tombstones: Tombstones) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection to no file yet, with the warehouse's limits and the tombstones laid."""
    with duckdb.connect(config=limits(warehouse)) as connection:
        tombstones.lay(connection)
        yield connection


def _fresh(target: Path) -> Path:
    return target.with_name(f"{target.name}.{_FRESH}")
