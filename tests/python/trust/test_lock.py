"""One writer per warehouse."""

import re
from pathlib import Path

import pytest

from harness import Pipeline
from weft.errors import WeftError
from weft.pipeline.lock import sole_writer, writer_now
from weft.settings import Warehouse


def test_a_second_writer_waits_and_then_hears_who_is_first(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    with sole_writer(warehouse, "run"):
        with (
            pytest.raises(WeftError, match=r"in use by `run` \(process \d+, since"),
            sole_writer(warehouse, "check", patience=0.3),
        ):
            pass
        assert re.match("`run`", writer_now(warehouse) or "")
    assert writer_now(warehouse) is None


def test_the_lock_is_free_after_a_failure(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    with pytest.raises(ValueError), sole_writer(warehouse, "run"):
        raise ValueError
    with sole_writer(warehouse, "run", patience=0):
        pass


@pytest.mark.slow
def test_a_command_leaves_with_one_word_when_another_run_is_on(pipeline: Pipeline) -> None:
    with sole_writer(Warehouse(pipeline.warehouse), "run"):
        finished = pipeline.weft("publish")
    assert finished.code == 1
    assert "is in use by `run`" in finished.output
    assert "Traceback" not in finished.output
