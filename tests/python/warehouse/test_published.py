"""What a user meets: the questions, the descriptions, the personal data tags, the second run."""

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
