"""A row dated later than the run waits, is counted, and stops nothing."""

import shutil
from pathlib import Path

import duckdb
import pytest
from whole_run import dbt

pytestmark = pytest.mark.slow

A_MONTH_AGO = "2026-09-01T06:00:00"
# Concepts with many rows in the last month, and what each is dated by.
DATED = {
    "sends": "sent_at",
    "responses": "responded_at",
    "orders": "ordered_at",
    "ad_spend": "spend_date",
    "consent_acts": "acted_at",
}


def test_what_is_later_than_the_run_waits(published: Path, tmp_path: Path) -> None:
    """Built as of a month ago, the rows since then are the future: none is lost, none counts."""
    warehouse = tmp_path / "warehouse"
    shutil.copytree(published, warehouse, ignore=shutil.ignore_patterns("target", "reports"))
    counts = "select '{0}', count(*) from conformed.{0}__unioned"
    everything = " union all ".join(counts.format(concept) for concept in DATED)
    with duckdb.connect(str(warehouse / "build.duckdb"), read_only=True) as connection:
        whole = dict(connection.execute(everything).fetchall())
        assert connection.execute("select * from quality.quality_future_rows").fetchall() == []

    unions = [f"{concept}__unioned" for concept in DATED]
    done = dbt(
        warehouse,
        *("run", "-s", *unions, "quality_future_rows", "sends__resolved", "touchpoints__stacked"),
        run_at=A_MONTH_AGO,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    with duckdb.connect(str(warehouse / "build.duckdb"), read_only=True) as connection:
        part = dict(connection.execute(everything).fetchall())
        waiting = dict(
            connection.execute(
                "select concept, sum(row_count) from quality.quality_future_rows group by concept"
            ).fetchall()
        )
        [[latest, touches]] = connection.execute(
            "select max(touched_at) < timestamp '2026-09-02 06:00:01', count(*) "
            "from activity.touchpoints__stacked"
        ).fetchall()
        latest_waiting = connection.execute(
            "select bool_and(earliest_at > timestamp '2026-09-02 06:00:00') "
            "from quality.quality_future_rows"
        ).fetchone()
    for concept, rows in whole.items():
        assert waiting[concept] > 0, concept
        assert part[concept] + waiting[concept] == rows, concept
    assert latest and touches > 0
    assert latest_waiting == (True,)
