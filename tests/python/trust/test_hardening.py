"""A machine that fails: the publication stays, the cure is told, and the next run comes through."""

from functools import partial
from pathlib import Path

import pytest
from hardships import full_disk, without_rights

from harness import FIRST_RUN_AT, SECOND_RUN_AT, Finished, Pipeline, published_tables

pytestmark = pytest.mark.slow


def _run(pipeline: Pipeline, delivery: Path, run_at: str = SECOND_RUN_AT) -> Finished:
    return pipeline.weft("run", "--from", str(delivery), "--run-at", run_at)


# Bytes at which the disk is full: the ledger, dbt's artifacts, and the candidate cannot be written.
@pytest.mark.parametrize("largest_file", [50_000, 600_000, 1_200_000])
def test_a_full_disk_stops_a_run_with_a_clear_word(
    pipeline: Pipeline, deliveries: dict[str, Path], published_warehouse: Path, largest_file: int
) -> None:
    full = Pipeline(pipeline.project, pipeline.warehouse, partial(full_disk, largest_file))
    finished = _run(full, deliveries["first"], FIRST_RUN_AT)
    assert finished.code == 1
    assert "the disk is full, or a quota is reached" in finished.output
    assert "Make room, then run it again" in finished.output
    assert "Traceback" not in finished.output
    assert not pipeline.published.exists()
    if largest_file == 600_000:  # what was landed is not lost
        finished = _run(pipeline, deliveries["first"], FIRST_RUN_AT)
        assert finished.code == 0, finished.output
        expected = published_tables(published_warehouse / "weft.duckdb")
        assert published_tables(pipeline.published) == expected


def test_a_disk_that_fills_up_later_leaves_the_publication(
    after_first_run: Pipeline, deliveries: dict[str, Path]
) -> None:
    before = published_tables(after_first_run.published)
    limit = after_first_run.published.stat().st_size - 100_000
    full = Pipeline(after_first_run.project, after_first_run.warehouse, partial(full_disk, limit))
    finished = _run(full, deliveries["second"])
    assert finished.code == 1
    assert "the disk is full" in finished.output
    assert published_tables(after_first_run.published) == before


def test_a_folder_that_may_not_be_written_to_is_named(
    after_first_run: Pipeline, deliveries: dict[str, Path]
) -> None:
    before = published_tables(after_first_run.published)
    places = [after_first_run.warehouse, *after_first_run.warehouse.rglob("*")]
    for place in places:
        place.chmod(0o500 if place.is_dir() else 0o400)
    bare = Pipeline(after_first_run.project, after_first_run.warehouse, without_rights)
    finished = _run(bare, deliveries["second"])
    for place in places:
        place.chmod(0o700 if place.is_dir() else 0o600)
    assert finished.code == 1
    assert f"may not be written to: {after_first_run.warehouse}" in finished.output
    assert published_tables(after_first_run.published) == before


@pytest.mark.parametrize("damaged", ["head", "body"])
def test_a_damaged_candidate_is_told_and_built_anew_from_the_extracts(
    after_first_run: Pipeline, deliveries: dict[str, Path], damaged: str
) -> None:
    expected = published_tables(after_first_run.published)
    candidate = after_first_run.warehouse / "build.duckdb"
    content = bytearray(candidate.read_bytes())
    for start in [0] if damaged == "head" else range(20_000, len(content), 50_000):
        content[start : start + 3_000] = b"x" * 3_000
    candidate.write_bytes(content)
    finished = _run(after_first_run, deliveries["first"])
    assert finished.code == 1
    assert "a database file is damaged" in finished.output
    assert "Move build.duckdb away and run again" in finished.output
    assert "Traceback" not in finished.output
    assert published_tables(after_first_run.published) == expected
    if damaged == "body":
        candidate.unlink()
        finished = _run(after_first_run, deliveries["first"], FIRST_RUN_AT)
        assert finished.code == 0, finished.output
        assert published_tables(after_first_run.published) == expected


def test_a_clock_that_went_back_stops_a_run(
    after_first_run: Pipeline, deliveries: dict[str, Path]
) -> None:
    finished = _run(after_first_run, deliveries["first"], "2096-01-01T06:00:00")
    assert finished.code == 0, finished.output
    before = published_tables(after_first_run.published)
    finished = after_first_run.weft("run", "--from", str(deliveries["second"]))
    assert finished.code == 1
    assert "by this machine's clock, and the publication speaks of 2096-01-01" in finished.output
    assert published_tables(after_first_run.published) == before


def test_whatever_is_written_is_for_its_owner_alone(published_warehouse: Path) -> None:
    files = [path for path in published_warehouse.rglob("*") if path.is_file()]
    assert len(files) > 10
    assert [path for path in files if path.stat().st_mode & 0o077] == []
    assert published_warehouse.stat().st_mode & 0o077 == 0


def test_logs_and_reports_hold_nobody(
    published_warehouse: Path, deliveries: dict[str, Path]
) -> None:
    people = {
        line.split(",")[1].encode()
        for path in deliveries["first"].rglob("*.csv")
        for line in path.read_text().splitlines()[1:]
    }
    assert len(people) > 100
    texts = [
        path
        for path in published_warehouse.rglob("*")
        if path.is_file() and not path.name.endswith(("build.duckdb", "weft.duckdb"))
    ]
    places = {path.relative_to(published_warehouse).parts[0] for path in texts}
    assert {"logs", "reports", "target", "ledger.sqlite"} <= places
    found = [path for path in texts if any(person in path.read_bytes() for person in people)]
    assert found == []
