"""The page a run leaves: its numbers are the ledger's, and it names nobody."""

import re
import stat
from pathlib import Path

import duckdb

from harness import SECOND_RUN_AT, Pipeline
from weft.pipeline.ledger import Ledger, Run
from weft.settings import Warehouse

COUNTS = "select sum(rows_landed)::bigint, count(*) from landing.files where path like '%{}%'"


def _report(pipeline: Pipeline, output: str) -> str:
    """Give the newest report, which the last lines of the output name."""
    run_id = _run(pipeline).run_id
    path = pipeline.warehouse / "reports" / f"run-{run_id}.html"
    assert path.name in "".join(output.split()[-60:])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return path.read_text(encoding="utf-8")


def _run(pipeline: Pipeline) -> Run:
    ledger = Ledger(Warehouse(pipeline.warehouse))
    try:
        return ledger.last_runs(1)[0]
    finally:
        ledger.close()


def _words(page: str) -> str:
    """Give the text of a page, without marks and between single blanks."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def _names_nobody(page: str) -> None:
    assert not re.search(r"\w@\w|buyer\d", page)
    assert not re.search(r"https?:|<script|<link|<img|url\(|@import", page)


def test_a_run_leaves_a_page_of_what_came_and_what_changed(
    after_first_run: Pipeline, deliveries: dict[str, Path]
) -> None:
    second = ("run", "--from", str(deliveries["second"]), "--run-at", SECOND_RUN_AT)
    finished = after_first_run.weft(*second, "--accept-drift", "the second week")
    assert finished.code == 0, finished.output
    page = _report(after_first_run, finished.output)
    _names_nobody(page)
    words = _words(page)
    assert "published" in words
    assert "shop 1 400 0 0 2026-01-12" in words  # files, rows, set aside, refused, last delivery
    with duckdb.connect(str(after_first_run.published), read_only=True) as connection:
        [(passed, warned, failed)] = connection.execute(
            "select checks_passed, checks_warned, checks_failed from quality.quality_runs "
            "order by started_at desc limit 1"
        ).fetchall()
        [(orders,)] = connection.execute("select count(*) from marts.fct_orders").fetchall()
    shares = dict(re.findall(r"<title>(\d+) ([a-z-]+)</title>", page))
    shares = {name: int(number) for number, name in re.findall(r"<title>(\d+) ([a-z-]+)<", page)}
    assert shares.get("passed", 0) == passed
    assert shares.get("warned", 0) == warned
    assert failed == 0
    assert orders == 700
    assert page.count("<rect") > 5
    for step in ("land", "inspect", "build", "check", "publish"):
        assert f"{step}: passed" in words


def test_a_run_that_fails_leaves_one_too(
    after_first_run: Pipeline, deliveries: dict[str, Path]
) -> None:
    finished = after_first_run.weft("run", "--from", str(deliveries["bad"]))
    assert finished.code == 1
    page = _report(after_first_run, finished.output)
    _names_nobody(page)
    words = _words(page)
    assert "failed" in words
    assert str(_run(after_first_run).reason).split(";")[0] in words
    assert "check: failed" in words
    assert "publish: passed" not in words
