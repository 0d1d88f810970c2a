"""Known exceptions: what they excuse, until when, and what is said of those without a use."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from weft.errors import WeftError
from weft.gates.exceptions import SEED, KnownException, excused, read_exceptions
from weft.gates.results import CheckResult
from weft.pipeline.check import unanswered

TODAY = date(2026, 10, 1)
FINDING = CheckResult(
    check_id="test.weft.not_null",
    gate="data test",
    suite="data tests",
    relation="marts.fct_orders",
    claim="customer_key: not null",
    severity="error",
    status="failed",
    failures=3,
    reason="An order is somebody's.",
)
KNOWN = KnownException(
    2, FINDING.relation, FINDING.claim, 3, TODAY, "data", "The till lost cards in May."
)


def test_a_finding_is_accepted_to_the_last_row_and_day() -> None:
    found, use = excused([FINDING], [KNOWN], TODAY)
    assert (found.status, found.blocks) == ("warned", False)
    assert found.reason == (
        "An order is somebody's. Accepted until 2026-10-01 by data: The till lost cards in May."
    )
    assert use.status == "passed"


def test_more_rows_or_a_later_day_or_another_check_stop_the_run() -> None:
    for finding, today in (
        (replace(FINDING, failures=4), TODAY),
        (FINDING, date(2026, 10, 2)),
        (replace(FINDING, claim="customer_key: relationships"), TODAY),
        (replace(FINDING, relation="marts.fct_returns"), TODAY),
        (replace(FINDING, status="not run"), TODAY),
    ):
        assert excused([finding], [KNOWN], today)[0].blocks


def test_what_has_lost_its_use_is_said() -> None:
    passing = replace(FINDING, status="passed")
    told = {
        "is over": excused([FINDING], [KNOWN], date(2026, 10, 2))[-1],
        "so it can go": excused([passing], [KNOWN], TODAY)[-1],
        "no check is called so": excused([], [KNOWN], TODAY)[-1],
    }
    for words, result in told.items():
        assert words in result.claim
        assert "line 2" in result.claim
    assert [result.status for result in told.values()] == ["warned", "warned", "failed"]


def test_a_test_that_gave_no_answer_stops_the_run() -> None:
    project = SimpleNamespace(tests=lambda: [FINDING.check_id, "unit_test.weft.orders.rule"])
    [missing] = unanswered(project, [FINDING])
    assert missing.check_id == "unit_test.weft.orders.rule"
    assert missing.blocks


def test_a_faulty_row_is_named(tmp_path: Path) -> None:
    assert read_exceptions(tmp_path) == []
    seed = tmp_path / SEED
    seed.parent.mkdir()
    header = "relation,claim,most_failures,accepted_until,owner,reason,comment\n"
    row = "marts.fct_orders,customer_key: not null,{},{},data,{},\n"
    seed.write_text(header + row.format(3, "2026-10-01", "The till lost cards in May."))
    assert read_exceptions(tmp_path) == [KNOWN]
    for values, told in (
        (("many", "2026-10-01", "x"), "invalid literal"),
        (("3", "October", "x"), "Invalid isoformat"),
        (("3", "2026-10-01", ""), "it has no reason"),
    ):
        seed.write_text(header + row.format(*values))
        with pytest.raises(WeftError, match=f"line 2: {told}") as error:
            read_exceptions(tmp_path)
        assert "2026-12-31" in error.value.cure
