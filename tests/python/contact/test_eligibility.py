"""Eligibility on random customers: the first reason is given, and the steps sum to the base."""

import random
from typing import Any

import duckdb
import pyarrow
import pytest

from macro_renderer import PROJECT, MacroRenderer

REASONS = [
    "erased", "deceased", "not_a_person", "not_in_audience", "gone_away", "restricted",
    "suppressed", "refused", "not_recorded", "no_address", "over_cap", "open_complaint",
    "recent_purchase", "bought_the_same", "held_out",
]  # fmt: skip
BRIEFS = ["a", "b"]
Row = dict[str, Any]


def screened(draw: random.Random) -> list[Row]:
    """Customers of two briefs, each with some things that speak against her, or not known to."""
    return [
        {
            "brief_code": brief, "customer_key": f"c{number}", "brand_key": "f",
            "channel": "email", "permission_state": "allowed", "permission_reason": "opt_in",
            "evidence_key": "e",
        }
        | {f"is_{reason}": draw.choice([True, *[False] * 9, None]) for reason in REASONS}
        for brief in BRIEFS
        for number in range(200)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_the_first_reason_is_given_and_the_steps_sum_to_the_base(seed: int) -> None:
    draw = random.Random(seed)
    # Some reasons are not asked; being held out is asked last.
    asked = [*draw.sample(REASONS[:-1], 11), "held_out"]
    rows = screened(draw)
    renderer = MacroRenderer("duckdb")
    with duckdb.connect() as connection:
        for name, given in {
            "briefs__screened": rows,
            "campaign_briefs": [{"brief_code": brief, "brief_name": brief} for brief in BRIEFS],
            "eligibility_reasons": [
                {"reason_order": order, "reason": reason, "reason_name": reason}
                for order, reason in enumerate(asked)
            ],
        }.items():
            connection.register(name, pyarrow.Table.from_pylist(given))
        for model in ("contact_eligibility", "rpt_eligibility_waterfall"):
            path = PROJECT / "models" / "marts" / "contact" / f"{model}.sql"
            sql = renderer.render(path.read_text(encoding="utf-8"), ref=lambda name: name)
            connection.execute(f"create table {model} as {sql}")
        judged = connection.execute(
            "select brief_code, customer_key, reason, is_eligible from contact_eligibility"
        ).fetchall()
        steps = connection.execute(
            "select brief_code, reason, customer_count, remaining_count "
            "from rpt_eligibility_waterfall order by brief_code, step_order"
        ).fetchall()
    expected = {
        (row["brief_code"], row["customer_key"]): next(
            (reason for reason in asked if row[f"is_{reason}"]), None
        )
        for row in rows
    }
    assert {(brief, key): reason for brief, key, reason, _ in judged} == expected
    assert all(is_eligible == (reason is None) for *_, reason, is_eligible in judged)
    for brief in BRIEFS:
        told = [step[1:] for step in steps if step[0] == brief]
        assert [reason for reason, *_ in told] == [*asked, "eligible"]
        assert sum(count for _, count, _ in told) == 200
        assert told[-1][2] == 0
        assert told[-1][1] == sum(
            reason is None for key, reason in expected.items() if key[0] == brief
        )
