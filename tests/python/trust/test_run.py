"""Whole runs over the small shop, from outside."""

import csv
import hashlib
import shutil
from pathlib import Path

import duckdb
import pytest

from harness import FIRST_RUN_AT, SECOND_RUN_AT, Pipeline, published_tables
from weft.gates.exceptions import SEED

pytestmark = pytest.mark.slow


def test_a_run_publishes_what_is_public_with_its_descriptions(after_first_run: Pipeline) -> None:
    with duckdb.connect(str(after_first_run.published), read_only=True) as published:
        comments = dict(
            published.execute(
                "select schema_name || '.' || table_name, comment from duckdb_tables()"
            ).fetchall()
        )
        columns = published.execute(
            "select comment from duckdb_columns() "
            "where table_name = 'fct_orders' and column_name = 'order_amount'"
        ).fetchall()
        runs = published.execute("select status, published_at from quality.quality_runs").fetchall()
        checks = published.execute(
            "select count(*), count(*) filter (where status = 'passed') from quality.quality_checks"
        ).fetchall()
        reconciled = published.execute(
            "select rows_read, rows_landed, rows_staged, rows_superseded, is_reconciled "
            "from quality.quality_reconciliation"
        ).fetchall()
    assert comments["marts.fct_orders"] == "One row per order; what it's worth."
    assert columns == [("What was paid.",)]
    assert "quality.landed_rows__counted" not in comments
    assert [status for status, _ in runs] == ["published"]
    assert runs[0][1] is not None
    assert checks[0][0] == checks[0][1] > 40
    assert reconciled == [(400, 400, 400, 0, True)]


def test_nothing_new_is_up_to_date_and_a_new_moment_builds_again(
    after_first_run: Pipeline, deliveries: dict[str, Path]
) -> None:
    first = ["run", "--from", str(deliveries["first"])]
    before = _digest(after_first_run.published)
    again = after_first_run.weft(*first, "--run-at", FIRST_RUN_AT)
    assert again.code == 0
    assert "up to date" in again.output
    assert _digest(after_first_run.published) == before

    later = after_first_run.weft(*first, "--run-at", SECOND_RUN_AT)
    assert later.code == 0, later.output
    assert "up to date" not in later.output
    with duckdb.connect(str(after_first_run.published), read_only=True) as published:
        run_ats = published.execute(
            "select cast(run_at as varchar) from quality.quality_build"
        ).fetchall()
    assert run_ats == [(SECOND_RUN_AT.replace("T", " "),)]


def test_two_runs_of_the_same_input_publish_the_same_rows(
    after_first_run: Pipeline, deliveries: dict[str, Path]
) -> None:
    before = published_tables(after_first_run.published)
    digest = _digest(after_first_run.published)
    finished = after_first_run.weft(
        "run", "--from", str(deliveries["first"]), "--run-at", FIRST_RUN_AT, "--rebuild"
    )
    assert finished.code == 0, finished.output
    assert _digest(after_first_run.published) != digest
    assert published_tables(after_first_run.published) == before


def test_a_failed_gate_publishes_nothing_and_shows_keys_only(
    after_first_run: Pipeline, deliveries: dict[str, Path]
) -> None:
    before = _digest(after_first_run.published)
    finished = after_first_run.weft(
        "run", "--from", str(deliveries["bad"]), "--run-at", SECOND_RUN_AT
    )
    assert finished.code == 1
    assert _digest(after_first_run.published) == before
    assert "nothing was published" in finished.output
    assert "Traceback" not in finished.output
    assert "order_key=" in finished.output
    shown = finished.output + "".join(
        page.read_text(encoding="utf-8") for page in after_first_run.warehouse.rglob("*.html")
    )
    assert "order_key=" in shown
    assert "@mail.example" not in shown
    assert "https://" not in shown.replace("https://greatexpectations.io", "")

    refused = after_first_run.weft("publish")
    assert refused.code == 1
    assert "has not passed the gates" in refused.output
    assert _digest(after_first_run.published) == before

    status = after_first_run.weft("status").output
    assert "Open findings of the last check" in status
    assert "2026-01-06 06:00:00" in status
    assert "2026-01-19" in status


def test_a_checked_candidate_may_be_published_and_a_changed_one_may_not(
    after_first_run: Pipeline,
) -> None:
    checked = after_first_run.weft("check")
    assert checked.code == 0, checked.output
    published = after_first_run.weft("publish")
    assert published.code == 0, published.output
    with duckdb.connect(str(after_first_run.warehouse / "build.duckdb")) as candidate:
        candidate.execute("delete from marts.fct_orders")
    refused = after_first_run.weft("publish")
    assert refused.code == 1
    assert "weft check" in refused.output


def test_unit_tests_are_asked_again_when_the_project_changed_and_only_then(
    after_first_run: Pipeline, tmp_path: Path
) -> None:
    log = after_first_run.warehouse / "logs" / "unit_tests_1" / "dbt.log"
    asked = log.read_bytes()
    same = after_first_run.weft("check")
    assert same.code == 0, same.output
    assert log.read_bytes() == asked
    with duckdb.connect(str(after_first_run.warehouse / "build.duckdb"), read_only=True) as built:
        told = built.execute(
            "select count(distinct run_id), count(*) from ledger.checks "
            "where gate = 'unit test' and status = 'passed'"
        ).fetchall()
    assert told == [(2, 2)]

    project = shutil.copytree(after_first_run.project, tmp_path / "project")
    models = project / "models" / "marts" / "_marts__models.yml"
    rule = models.read_text(encoding="utf-8")
    models.write_text(rule.replace("email: ann@x.example", "email: Ann@x.example"))
    changed = Pipeline(project, after_first_run.warehouse).weft("check")
    assert changed.code == 1
    assert "addresses are compared in lower case" in changed.output


def test_a_drift_stops_the_publication_until_someone_says_it_is_right(
    after_first_run: Pipeline,
) -> None:
    with duckdb.connect(str(after_first_run.warehouse / "build.duckdb")) as candidate:
        candidate.execute(
            "delete from marts.fct_orders where order_key in "
            "(select order_key from marts.fct_orders order by 1 limit 300)"
        )
    refused = after_first_run.weft("check")
    assert refused.code == 1
    assert "drift" in refused.output
    accepted = after_first_run.weft("check", "--accept-drift", "the shop closed a store")
    assert accepted.code == 0, accepted.output
    assert "with a warning" in accepted.output


def test_a_known_exception_lets_the_publication_pass(
    after_first_run: Pipeline, tmp_path: Path
) -> None:
    candidate = str(after_first_run.warehouse / "build.duckdb")
    with duckdb.connect(candidate) as built:
        built.execute(
            "update marts.fct_orders set order_amount = -1 where order_key in "
            "(select order_key from marts.fct_orders order by 1 limit 2)"
        )
    refused = after_first_run.weft("check")
    assert refused.code == 1
    with duckdb.connect(candidate, read_only=True) as built:
        findings = built.execute(
            "select relation, claim, failures from ledger.checks where status = 'failed'"
        ).fetchall()

    project = shutil.copytree(after_first_run.project, tmp_path / "project")
    seed = project / SEED
    seed.parent.mkdir(exist_ok=True)
    with seed.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["relation", "claim", "most_failures", "accepted_until", "owner", "reason"])
        rows.writerows([*finding, "2026-12-31", "data", "refunds of May"] for finding in findings)
    accepted = Pipeline(project, after_first_run.warehouse).weft("check")
    assert accepted.code == 0, accepted.output
    assert f"{len(findings)} with a warning" in accepted.output


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
