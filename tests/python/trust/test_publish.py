"""Publication of a candidate made by hand."""

from pathlib import Path

import duckdb
import pytest

from weft.errors import WeftError
from weft.pipeline import publish as publishing
from weft.pipeline.databases import publication
from weft.pipeline.fingerprint import candidate_state
from weft.pipeline.ledger import Ledger, Verdict
from weft.pipeline.publish import adopt, publish
from weft.settings import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    warehouse = Warehouse(tmp_path)
    with duckdb.connect(str(warehouse.candidate)) as candidate:
        candidate.execute("create schema marts; create table marts.facts as select 1 as fact_key")
        candidate.execute("comment on table marts.facts is 'It''s a fact; or two.'")
        candidate.execute("create view marts.counted as select count(*) as facts from marts.facts")
        candidate.execute("create table marts.inner_workings as select 2 as x")
    return warehouse


@pytest.fixture
def ledger(warehouse: Warehouse) -> Ledger:
    return Ledger(warehouse)


def _approve(warehouse: Warehouse, ledger: Ledger) -> str:
    run_id = ledger.start("check", "2026-01-01 00:00:00")
    verdict = Verdict(run_id, "2026-01-01 00:00:00", "in", ("marts.counted", "marts.facts"))
    ledger.approve(candidate_state(warehouse), verdict)
    return run_id


def test_only_public_relations_are_published_as_tables(
    warehouse: Warehouse, ledger: Ledger
) -> None:
    run_id = _approve(warehouse, ledger)
    publish(warehouse, ledger)
    with duckdb.connect(str(warehouse.published), read_only=True) as published:
        tables = published.execute("from duckdb_tables() select table_name, comment").fetchall()
        version = published.execute("from duckdb_databases() select tags").fetchall()
    assert sorted(tables) == [
        ("counted", None),
        ("facts", "It's a fact; or two."),
        ("quality_publication", "One row: the run this file is the publication of."),
    ]
    assert any("v1.2.0" in str(tags) for (tags,) in version)
    found = publication(warehouse)
    assert found is not None
    assert (found.run_id, found.inputs) == (run_id, "in")


def test_what_is_shared_is_in_a_file_of_its_own(warehouse: Warehouse, ledger: Ledger) -> None:
    with duckdb.connect(str(warehouse.candidate)) as candidate:
        candidate.execute("create schema share; create table share.shared_facts as select 1 as x")
    run_id = ledger.start("check", "2026-01-01 00:00:00")
    verdict = Verdict(run_id, "2026-01-01 00:00:00", "", ("marts.facts", "share.shared_facts"))
    ledger.approve(candidate_state(warehouse), verdict)
    _, told = publish(warehouse, ledger)
    assert told == "1 tables, 1 rows; in the share 1 tables, 1 rows"
    for file, tables in (
        (warehouse.published, ["facts", "quality_publication"]),
        (warehouse.share, ["quality_publication", "shared_facts"]),
    ):
        with duckdb.connect(str(file), read_only=True) as published:
            found = published.execute("select table_name from duckdb_tables() order by 1")
            assert [name for (name,) in found.fetchall()] == tables


def test_after_a_kill_between_the_two_files_both_are_written_again(
    warehouse: Warehouse, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    _approve(warehouse, ledger)
    publish(warehouse, ledger)
    before = publication(warehouse)
    with duckdb.connect(str(warehouse.candidate)) as candidate:
        candidate.execute("insert into marts.facts values (2)")
    run_id = _approve(warehouse, ledger)
    replaced = Path.replace

    def killed(self: Path, target: Path) -> Path:
        if target == warehouse.published:
            raise KeyboardInterrupt
        return replaced(self, target)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "replace", killed)
        publish(warehouse, ledger)
    assert publication(warehouse) == before
    publish(warehouse, ledger)
    after = publication(warehouse)
    assert after is not None
    assert after.run_id == run_id
    assert not list(warehouse.folder.glob("*.tmp-*"))


def test_an_unchecked_or_changed_candidate_is_refused(warehouse: Warehouse, ledger: Ledger) -> None:
    with pytest.raises(WeftError, match="has not passed the gates"):
        publish(warehouse, ledger)
    _approve(warehouse, ledger)
    with duckdb.connect(str(warehouse.candidate)) as candidate:
        candidate.execute("insert into marts.facts values (2)")
    with pytest.raises(WeftError, match="has not passed the gates"):
        publish(warehouse, ledger)
    assert not warehouse.published.exists()


def test_opening_the_candidate_to_look_does_not_unsettle_the_verdict(
    warehouse: Warehouse, ledger: Ledger
) -> None:
    _approve(warehouse, ledger)
    with duckdb.connect(str(warehouse.candidate)) as candidate:
        candidate.execute("select * from marts.facts").fetchall()
    publish(warehouse, ledger)


def test_leftovers_of_a_killed_publication_go_at_the_next(
    warehouse: Warehouse, ledger: Ledger
) -> None:
    leftovers = [warehouse.folder / f"weft.duckdb.tmp-old{end}" for end in ("", ".wal")]
    for leftover in leftovers:
        leftover.write_bytes(b"half a file")
    _approve(warehouse, ledger)
    publish(warehouse, ledger)
    assert not any(leftover.exists() for leftover in leftovers)


def test_a_failed_write_leaves_the_publication_as_it_was(
    warehouse: Warehouse, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    _approve(warehouse, ledger)
    publish(warehouse, ledger)
    before = warehouse.published.read_bytes()

    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing, "_sync", full)
    with pytest.raises(WeftError, match="No space left") as raised:
        publish(warehouse, ledger)
    assert "weft publish" in raised.value.cure
    assert warehouse.published.read_bytes() == before
    assert not list(warehouse.folder.glob("*.tmp-*"))


def test_a_publication_that_a_kill_kept_out_of_the_ledger_is_adopted(
    warehouse: Warehouse, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = _approve(warehouse, ledger)
    monkeypatch.setattr(ledger, "published", lambda *_: None)
    publish(warehouse, ledger)
    monkeypatch.undo()
    ledger.start("run", "2026-01-02 00:00:00")
    adopt(warehouse, ledger)
    runs = {run.run_id: run for run in ledger.last_runs(5)}
    assert runs[run_id].status == "published"
    assert runs[run_id].published_at is not None
