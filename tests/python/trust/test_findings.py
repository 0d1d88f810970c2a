"""What the console shows of the gates' findings."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from weft.gates.results import CheckResult
from weft.pipeline.findings import SHOWN, show_findings

KEYS = tuple(f"conversion_key={n:032x}, touchpoint_key={n:032x}" for n in range(5))
FINDING = CheckResult(
    check_id="marts.fct_attribution.1",
    gate="expectation",
    suite="marts",
    relation="marts.fct_attribution",
    claim="credit: values to be between (min value 0, max value 1)",
    severity="error",
    status="failed",
    failures=1234,
    owner="data",
    sample_keys=KEYS,
)
WARNING = replace(FINDING, status="warned", claim="a [late] delivery", failures=1, sample_keys=())
PASSED = replace(FINDING, status="passed")


def _shown(*results: CheckResult, width: int = 80) -> list[str]:
    console = Console(file=StringIO(), width=width)
    show_findings(results, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize("width", [80, 200])
def test_each_finding_is_a_block_in_which_no_key_is_broken(width: int) -> None:
    lines = _shown(PASSED, WARNING, FINDING, width=width)
    assert max(map(len, lines)) <= width
    assert lines[1].split(maxsplit=1)[0] == "failed"
    assert lines[1].strip().endswith(FINDING.claim)
    assert lines[2].strip() == "marts.fct_attribution, 1234 rows (expectation, owner: data)"
    words = " ".join(lines).split()
    for key in KEYS:
        assert set(key.split()) <= set(words)
    assert "a [late] delivery" in "\n".join(lines)
    assert "marts.fct_attribution, 1 row (expectation" in "\n".join(lines)


def test_there_is_nothing_to_say_when_all_passed() -> None:
    assert _shown(PASSED) == []


def test_a_flood_of_findings_is_cut_and_counted() -> None:
    lines = _shown(*[FINDING] * (SHOWN + 3))
    assert lines[-1] == "… and 3 more in the report."
