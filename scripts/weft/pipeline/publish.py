"""Publication: what passed the gates, in fresh files, renamed over those that readers open."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from weft import __version__
from weft.disk import sync
from weft.errors import WeftError
from weft.pipeline.databases import RECORD, SHARE_SCHEMA, publication
from weft.pipeline.fingerprint import candidate_state
from weft.pipeline.ledger import Ledger, Verdict, now
from weft.settings import Warehouse
from weft.sql import quote_literal, quote_relation

# The oldest storage format with all we need: BI drivers lag behind the engine that writes.
STORAGE_VERSION = "v1.2.0"
MEMORY_LIMIT = "1GB"
TEMPORARY = "tmp-"
RUNS = "quality.quality_runs"

_RECORD_COMMENTS = {
    "run_id": "The run whose gates this publication passed.",
    "run_at": "The moment, in UTC, that the run speaks of.",
    "published_at": "When this file took the place of the one before, in UTC.",
    "inputs": "Fingerprint of what was landed, the project and its settings.",
    "weft_version": "The version of Weft that wrote it.",
}


def publish(warehouse: Warehouse, ledger: Ledger) -> tuple[Verdict, str]:
    """Publish the candidate, if it passed all gates and has not changed since.

    Gives the verdict it stands on and what was done in words. Readers of the file before keep it
    whole until they let go of it. Raises WeftError when the candidate is unchecked, and leaves the
    publication as it was on any failure.
    """
    clean(warehouse)
    verdict = ledger.verdict(candidate_state(warehouse)) if warehouse.candidate.exists() else None
    if verdict is None:
        raise WeftError(
            f"{warehouse.candidate} has not passed the gates as it is now.",
            "Run `weft check`, which approves a candidate, or `weft run` for the whole way.",
        )
    if not verdict.relations:
        raise WeftError(
            "There is nothing to publish.",
            "Give the models of marts and quality that readers may see `access: public`.",
        )
    published_at = now()
    # The file that says what is published comes last: after a kill between the two, both are
    # written again.
    contents = {
        warehouse.share: [name for name in verdict.relations if _is_shared(name)],
        warehouse.published: [name for name in verdict.relations if not _is_shared(name)],
    }
    rows = {}
    try:
        for target, relations in contents.items():
            fresh = _fresh(target, verdict.run_id)
            rows[target] = _write(warehouse.candidate, fresh, relations, verdict, published_at)
            sync(fresh)
        for target in contents:
            _fresh(target, verdict.run_id).replace(target)
            sync(warehouse.folder)
    except (OSError, duckdb.Error) as error:
        clean(warehouse)
        raise WeftError(
            f"{warehouse.published} could not be written: {error}",
            "The last publication stays. Make room or correct the rights, then `weft publish`.",
        ) from error
    ledger.published(verdict.run_id, published_at)
    return verdict, "; in the share ".join(
        f"{len(contents[target])} tables, {rows[target]:,} rows"
        for target in (warehouse.published, warehouse.share)
    )


def clean(warehouse: Warehouse) -> None:
    """Take away what a killed publication left behind."""
    for target in (warehouse.share, warehouse.published):
        for path in warehouse.folder.glob(f"{target.name}.{TEMPORARY}*"):
            path.unlink()


def adopt(warehouse: Warehouse, ledger: Ledger) -> None:
    """Enter a publication that a kill kept out of the ledger; the file itself knows its run."""
    found = publication(warehouse)
    if found:
        ledger.published(found.run_id, found.published_at)


def _is_shared(relation: str) -> bool:
    return relation.startswith(f"{SHARE_SCHEMA}.")


def _fresh(target: Path, run_id: str) -> Path:
    return target.with_name(f"{target.name}.{TEMPORARY}{run_id}")


def _write(
    candidate: Path, fresh: Path, relations: Sequence[str], verdict: Verdict, published_at: str
) -> int:
    """Write relations as tables into a fresh file and give the number of rows."""
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        connection.execute(f"set temp_directory = {quote_literal(str(candidate.parent / 'tmp'))}")
        connection.execute(f"attach {quote_literal(str(candidate))} as build (read_only)")
        connection.execute(
            f"attach {quote_literal(str(fresh))} as weft (storage_version '{STORAGE_VERSION}')"
        )
        for schema in sorted({name.split(".")[0] for name in (*relations, RECORD)}):
            connection.execute(f"create schema weft.{quote_relation(schema)}")
        rows = sum(copy_relation(connection, relation) for relation in relations)
        _record(connection, verdict, published_at)
        if RUNS in relations:
            _name_as_published(connection, verdict, published_at)
        connection.execute("checkpoint weft")
        connection.execute("detach weft")
    return rows


def copy_relation(
    connection: duckdb.DuckDBPyConnection, relation: str, condition: str = "true"
) -> int:
    """Copy a table or view of database `build` into `weft`, with its comments; give its rows."""
    target = f"weft.{quote_relation(relation)}"
    connection.execute(
        f"create table {target} as select * from build.{quote_relation(relation)} where {condition}"
    )
    schema, table = relation.split(".")
    comments = connection.execute(
        """
        select null, comment from duckdb_tables()
        where database_name = 'build' and schema_name = $schema and table_name = $table
        union all
        select null, comment from duckdb_views()
        where database_name = 'build' and schema_name = $schema and view_name = $table
        union all
        select column_name, comment from duckdb_columns()
        where database_name = 'build' and schema_name = $schema and table_name = $table
        """,
        {"schema": schema, "table": table},
    ).fetchall()
    for column, comment in comments:
        if comment:
            _comment(connection, relation, column, comment)
    return int(connection.execute(f"select count(*) from {target}").fetchall()[0][0])


def _comment(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str | None, comment: str
) -> None:
    kind, name = ("column", f"{relation}.{column}") if column else ("table", relation)
    connection.execute(f"comment on {kind} weft.{quote_relation(name)} is {quote_literal(comment)}")


def _record(connection: duckdb.DuckDBPyConnection, verdict: Verdict, published_at: str) -> None:
    """Write into the file itself which run it is of."""
    connection.execute(
        f"create table weft.{quote_relation(RECORD)} (run_id varchar, run_at timestamp, "
        "published_at timestamp, inputs varchar, weft_version varchar)"
    )
    connection.execute(
        f"insert into weft.{quote_relation(RECORD)} values (?, ?, ?, ?, ?)",
        [verdict.run_id, verdict.run_at or None, published_at, verdict.inputs, __version__],
    )
    _comment(connection, RECORD, None, "One row: the run this file is the publication of.")
    for column, comment in _RECORD_COMMENTS.items():
        _comment(connection, RECORD, column, comment)


def _name_as_published(
    connection: duckdb.DuckDBPyConnection, verdict: Verdict, published_at: str
) -> None:
    """Let the run's own row in the file say that it was published."""
    connection.execute(
        f"update weft.{quote_relation(RUNS)} set status = 'published', published_at = $at, "
        "finished_at = coalesce(finished_at, $at) where run_id = $run_id",
        {"at": published_at, "run_id": verdict.run_id},
    )
