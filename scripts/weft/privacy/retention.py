"""Retention: rows and files that are older than seeds/retention_rules.csv lets them be."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from weft.errors import WeftError
from weft.settings import Warehouse
from weft.sql import quote_identifier, quote_relation
from weft.warehouse import connect, transaction

SEED = "seeds/retention_rules.csv"
QUARANTINE = "landing.quarantine"
FOLDERS = ("reports", "access", "erasures")


@dataclass(frozen=True)
class Rule:
    """What is kept for how many days; `age_column` is empty for a folder."""

    line: int
    place: str
    age_column: str
    keep_days: int

    def error(self, message: str, cure: str) -> WeftError:
        """Give an error that names the rule's line."""
        return WeftError(f"{SEED}:{self.line}: {self.place}: {message}", cure)


@dataclass(frozen=True)
class Expired:
    """How much was removed."""

    rows: int = 0
    files: int = 0


def read_rules(project: Path) -> list[Rule]:
    """Read the seed of a project; one without it keeps everything.

    Errors: WeftError with the line where a number of days is none.
    """
    path = project / SEED
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return [_rule(reader.line_num, row) for row in reader]


def _rule(line: int, row: dict[str, str]) -> Rule:
    rule = Rule(line, row["place"], row["age_column"], 0)
    if not row["keep_days"].isdecimal() or row["keep_days"] == "0":
        raise rule.error(f"'{row['keep_days']}' is no number of days", "Write 1 or more.")
    if bool(rule.age_column) == (rule.place in FOLDERS):
        raise rule.error(
            "a table needs age_column, a folder has none", f"Folders are: {', '.join(FOLDERS)}."
        )
    return Rule(line, rule.place, rule.age_column, int(row["keep_days"]))


def expire(warehouse: Warehouse, project: Path, run_at: datetime) -> Expired:
    """Remove what is older than its rule allows at a run's moment, UTC without zone.

    Removed rows are counted in the landing ledger, file by file. A rule for a table that never
    landed does nothing. Errors: WeftError where a table has no such column, or one of another type.
    """
    rules = read_rules(project)
    rows = files = 0
    if any(rule.age_column for rule in rules):
        with connect(warehouse) as connection, transaction(connection):
            rows = sum(_expire_rows(connection, rule, run_at) for rule in rules if rule.age_column)
    for rule in rules:
        if not rule.age_column:
            files += _expire_files(warehouse.folder / rule.place, rule, run_at)
    return Expired(rows, files)


def _expire_rows(connection: duckdb.DuckDBPyConnection, rule: Rule, run_at: datetime) -> int:
    columns = dict(
        connection.execute(
            "select column_name, data_type from duckdb_columns() "
            "where database_name = current_database() and schema_name || '.' || table_name = ?",
            [rule.place],
        ).fetchall()
    )
    if not columns:
        return 0
    if columns.get(rule.age_column) not in ("DATE", "TIMESTAMP"):
        raise rule.error(
            f"'{rule.age_column}' is no date of it", "Name one, such as _delivered_on."
        )
    is_aside = rule.place == QUARANTINE
    # A row that was released from quarantine counts as landed.
    counted = "count(*) filter (where state <> 'released')" if is_aside else "count(*)"
    file_id = "file_id" if is_aside else "_file_id"
    table, age = quote_relation(rule.place), quote_identifier(rule.age_column)
    oldest = run_at - timedelta(days=rule.keep_days)
    expired = connection.execute(
        f"select {file_id}, {counted}, count(*) from {table} where {age} < ? group by all",
        [oldest],
    ).fetchall()
    if not expired:
        return 0
    connection.execute(f"delete from {table} where {age} < ?", [oldest])
    count = "rows_quarantined" if is_aside else "rows_landed"
    connection.execute(
        f"update landing.files set {count} = {count} - gone.n, "
        "rows_expired = rows_expired + gone.n "
        "from (select unnest(?::bigint[]) as id, unnest(?::bigint[]) as n) as gone "
        "where file_id = gone.id",
        [[row[0] for row in expired], [row[1] for row in expired]],
    )
    return int(sum(row[2] for row in expired))


def _expire_files(folder: Path, rule: Rule, run_at: datetime) -> int:
    oldest = (run_at - timedelta(days=rule.keep_days)).replace(tzinfo=UTC).timestamp()
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
    expired = [path for path in files if path.stat().st_mtime < oldest]
    for path in expired:
        path.unlink()
    return len(expired)
