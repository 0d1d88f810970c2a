"""Retention: what is older than its rule goes, is counted, and nothing else."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from weft.errors import WeftError
from weft.landing.ledger import make_ledger
from weft.privacy.retention import expire, read_rules
from weft.settings import PROJECT_ROOT, Warehouse

RUN_AT = datetime(2026, 10, 1, 6)
HEADER = "place,age_column,keep_days,comment\n"


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """A warehouse with one file of three rows, a hundred days old, and two of its rows aside."""
    warehouse = Warehouse(tmp_path / "warehouse")
    warehouse.folder.mkdir()
    with duckdb.connect(str(warehouse.candidate)) as connection:
        make_ledger(connection)
        connection.execute("create schema raw_shop")
        connection.execute("create table raw_shop.orders (_file_id bigint, _delivered_on date)")
        day = RUN_AT.date() - timedelta(days=100)
        connection.executemany("insert into raw_shop.orders values (1, ?)", [[day]] * 3)
        connection.execute("insert into raw_shop.orders values (2, ?)", [RUN_AT.date()])
        for file_id, landed, aside in ((1, 3, 1), (2, 1, 0)):
            connection.execute(
                "insert into landing.files (file_id, batch_id, path, delivered_on, status, "
                "rows_read, rows_landed, rows_quarantined, rows_ignored, landed_at) "
                "values (?, 'b', 'p', ?, 'landed', ?, ?, ?, 0, ?)",
                [file_id, day, landed + aside, landed, aside, RUN_AT],
            )
        for state in ("open", "released"):
            connection.execute(
                "insert into landing.quarantine "
                "values (1, 'p', 'shop', 'orders', 7, 'x', 'y', ?, ?)",
                [datetime(2026, 6, 1), state],
            )
    return warehouse


def _rules(tmp_path: Path, *rows: str) -> Path:
    (tmp_path / "seeds").mkdir(exist_ok=True)
    (tmp_path / "seeds" / "retention_rules.csv").write_text(HEADER + "\n".join(rows) + "\n")
    return tmp_path


def _counts(warehouse: Warehouse) -> list[tuple[int, ...]]:
    with duckdb.connect(str(warehouse.candidate), read_only=True) as connection:
        return connection.execute(
            "select file_id, rows_read, rows_landed, rows_quarantined, rows_expired, "
            "(select count(*) from raw_shop.orders where _file_id = file_id), "
            "(select count(*) from landing.quarantine as q where q.file_id = files.file_id) "
            "from landing.files order by 1"
        ).fetchall()


@pytest.mark.parametrize(("days", "kept"), [(100, 3), (99, 0)])
def test_rows_are_kept_to_the_last_day_and_counted_when_they_go(
    warehouse: Warehouse, tmp_path: Path, days: int, kept: int
) -> None:
    project = _rules(tmp_path, f"raw_shop.orders,_delivered_on,{days},")
    at = datetime.combine(date(2026, 10, 1), datetime.min.time())
    assert expire(warehouse, project, at).rows == 3 - kept
    assert _counts(warehouse) == [(1, 4, kept, 1, 3 - kept, kept, 2), (2, 1, 1, 0, 0, 1, 0)]
    assert expire(warehouse, project, at).rows == 0


def test_released_rows_in_quarantine_are_counted_once(warehouse: Warehouse, tmp_path: Path) -> None:
    project = _rules(tmp_path, "landing.quarantine,quarantined_at,30,")
    assert expire(warehouse, project, RUN_AT).rows == 2
    assert _counts(warehouse)[0] == (1, 4, 3, 0, 1, 3, 0)


def test_files_of_our_own_go_by_their_age(warehouse: Warehouse, tmp_path: Path) -> None:
    project = _rules(tmp_path, "reports,,400,")
    pages = {400: warehouse.reports / "kept.html", 401: warehouse.reports / "old" / "gone.html"}
    for days, page in pages.items():
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("page")
        moment = (RUN_AT - timedelta(days=days)).replace(tzinfo=UTC).timestamp()
        os.utime(page, (moment, moment))
    assert expire(warehouse, project, RUN_AT).files == 1
    assert [page.exists() for page in pages.values()] == [True, False]


@pytest.mark.parametrize(
    "row",
    [
        "raw_shop.orders,_delivered_on,soon,",
        "raw_shop.orders,_delivered_on,0,",
        "raw_shop.orders,,30,",
        "reports,mtime,30,",
        "raw_shop.orders,_file_id,30,",
    ],
)
def test_a_rule_that_makes_no_sense_is_named_and_removes_nothing(
    warehouse: Warehouse, tmp_path: Path, row: str
) -> None:
    project = _rules(tmp_path, "landing.quarantine,quarantined_at,30,", row)
    before = _counts(warehouse)
    with pytest.raises(WeftError, match=r"retention_rules.csv:3"):
        expire(warehouse, project, RUN_AT)
    assert _counts(warehouse) == before


def test_a_table_that_never_landed_is_no_error(warehouse: Warehouse, tmp_path: Path) -> None:
    project = _rules(tmp_path, "raw_other.table,_delivered_on,30,")
    assert expire(warehouse, project, RUN_AT).rows == 0


def test_the_rules_that_come_with_weft_keep_more_than_the_sample_spans() -> None:
    spans = 18 * 31
    assert all(rule.keep_days > spans for rule in read_rules(PROJECT_ROOT) if rule.age_column)
