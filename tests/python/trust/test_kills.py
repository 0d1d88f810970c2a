"""SIGKILL at random moments, and the same published tables as an undisturbed run."""

import os
from pathlib import Path

import pytest

from harness import FIRST_RUN_AT, SECOND_RUN_AT, Scenario

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("WEFT_TEST_KILLS", "10"))


def test_a_killed_run_leaves_a_whole_publication_and_can_be_run_again(
    shop_project: Path, deliveries: dict[str, Path], tmp_path: Path
) -> None:
    scenario = Scenario(
        shop_project,
        [
            ["--from", str(deliveries["first"]), "--run-at", FIRST_RUN_AT],
            ["--from", str(deliveries["second"]), "--run-at", SECOND_RUN_AT],
        ],
    )
    expected, seconds = scenario.undisturbed(tmp_path / "undisturbed")
    report = scenario.killed(tmp_path / "killed", expected, seconds, kills=KILLS, seed=2026)
    assert len(report) == KILLS
    assert any("exit -9" in line for line in report)
