"""What a user meets: questions, descriptions, explanations, the second run."""

import shutil
from pathlib import Path

import duckdb
import pytest
from whole_run import RUN_AT, weft

from weft.ask import compiled, questions

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", questions())
def test_every_ready_question_has_an_answer(published: Path, name: str) -> None:
    with duckdb.connect(str(published / "weft.duckdb"), read_only=True) as connection:
        rows = connection.execute(compiled(questions()[name], connection)).fetchall()
    assert rows, f"{name} has no answer on the sample"


def test_the_published_file_tells_what_its_columns_mean(published: Path) -> None:
    with duckdb.connect(str(published / "weft.duckdb"), read_only=True) as connection:
        silent = connection.execute(
            """
            select schema_name, table_name, column_name from duckdb_columns()
            where schema_name = 'marts' and coalesce(comment, '') = ''
            """
        ).fetchall()
    assert silent == []


def test_a_second_run_with_nothing_new_says_so_and_changes_nothing(
    published: Path, sample: Path
) -> None:
    before = (published / "weft.duckdb").read_bytes()
    done = weft("run", "--from", str(sample / "extracts"), "--run-at", RUN_AT, warehouse=published)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (published / "weft.duckdb").read_bytes() == before


@pytest.fixture
def reader(published: Path, tmp_path: Path) -> Path:
    """A warehouse of which a reader has the published file alone."""
    shutil.copy(published / "weft.duckdb", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("decision", "verdict", "reason"),
    [
        pytest.param("linked", "are one person", "Evidence ties the two", id="one"),
        pytest.param("kept apart by conflict", "are two customers", "contradict", id="two"),
        pytest.param("review", "are two customers", "They are in doubt", id="in doubt"),
    ],
)
def test_who_has_the_published_file_alone_is_told_why(
    reader: Path, decision: str, verdict: str, reason: str
) -> None:
    with duckdb.connect(str(reader / "weft.duckdb"), read_only=True) as connection:
        [(one, other, weight)] = connection.execute(
            "select record_key, linked_record_key, match_weight from marts.match_explanations "
            "where decision = ? and match_weight is not null order by match_key limit 1",
            [decision],
        ).fetchall()
    chart = reader / "why.svg"
    told = weft("explain", one, other, "--values", "--chart", str(chart), warehouse=reader)
    assert told.returncode == 0, told.stderr
    said = " ".join(told.stdout.split())
    assert verdict in said
    assert reason in said
    assert f"{weight:+.2f}" in said
    assert "Told from the published file" in said
    assert "--values needs the candidate" in said
    assert chart.exists()


def test_a_publication_with_the_candidate_beside_it_is_asked_by_name(published: Path) -> None:
    with duckdb.connect(str(published / "weft.duckdb"), read_only=True) as connection:
        ends = connection.execute(
            "select unnest([min(record_key), max(record_key)]) from marts.customer_records"
        ).fetchall()
    words = ("explain", *(key for (key,) in ends))
    told = {
        "published": weft(*words, "--published", warehouse=published).stdout,
        "candidate": weft(*words, warehouse=published).stdout,
    }
    said = "Told from the published file"
    assert {name: said in " ".join(text.split()) for name, text in told.items()} == {
        "published": True,
        "candidate": False,
    }
    assert "No pair of the two was published" in told["published"]
