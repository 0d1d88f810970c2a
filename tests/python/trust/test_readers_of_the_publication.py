"""Readers in another process during a second publication."""

from pathlib import Path

import pytest
from readers import reading

from harness import FIRST_RUN_AT, SECOND_RUN_AT, Pipeline

pytestmark = pytest.mark.slow

# A whole version: all tables of one moment, and two of them with the same sum.
VERSION = """
select
    (select cast(run_at as varchar) from quality.quality_build),
    (select cast(max(known_at) as varchar) from marts.fct_orders),
    (select count(*) from marts.fct_orders),
    (select sum(order_amount) from marts.fct_orders)
    = (select sum(total_amount) from marts.dim_customer)
"""


def test_readers_see_whole_versions_only(
    after_first_run: Pipeline, deliveries: dict[str, Path]
) -> None:
    with reading(after_first_run.published, VERSION) as seen:
        finished = after_first_run.weft(
            "run", "--from", str(deliveries["second"]), "--run-at", SECOND_RUN_AT
        )
    assert finished.code == 0, finished.output
    first, second = FIRST_RUN_AT.replace("T", " "), SECOND_RUN_AT.replace("T", " ")
    assert seen.kept_open == {(first, first, 400, True)}
    assert seen.anew == {(first, first, 400, True), (second, second, 700, True)}
    assert seen.queries > 20
