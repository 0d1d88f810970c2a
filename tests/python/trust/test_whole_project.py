"""The whole project on a sample: read while it publishes, and what the next one explains."""

import shutil
from pathlib import Path

import duckdb
import pytest
from readers import reading

from harness import HALF_WAY, ROOT, HalfWay, Pipeline

pytestmark = pytest.mark.slow

END = "2026-10-01T06:00:00"
# A whole version: tables of several layers that were built at one moment and add up.
VERSION = """
select
    (select cast(run_at as varchar) from quality.quality_build),
    (select count(*) from marts.fct_orders),
    (
        select sum(net_revenue_amount) from marts.fct_orders
        where is_counted and customer_key is not null
    ) = (select sum(net_revenue_amount) from marts.dim_customer),
    (
        select count(*) from marts.fct_order_lines
        where order_key not in (select order_key from marts.fct_orders)
    ) = 0
"""


def test_readers_see_whole_versions_and_changes_are_explained(
    half_way: HalfWay, tmp_path: Path
) -> None:
    whole = Pipeline(ROOT, tmp_path / "whole")
    shutil.copytree(half_way.pipeline.warehouse, whole.warehouse)
    last = half_way.pipeline.published
    arguments = (
        *("--from", str(half_way.extracts), "--run-at", END),
        *("--accept-drift", "the second half came"),
    )

    with reading(whole.published, VERSION) as seen:
        finished = whole.weft("run", *arguments)
    assert finished.code == 0, finished.output
    [(run_at, orders, *is_whole)] = seen.kept_open
    assert (run_at, is_whole) == (HALF_WAY.replace("T", " "), [True, True])
    [(new_run_at, more_orders, *is_new_whole)] = seen.anew - seen.kept_open
    assert (new_run_at, is_new_whole) == (END.replace("T", " "), [True, True])
    assert more_orders > orders
    assert seen.queries > 20

    assert _lost_keys(last, whole.published) == []
    assert _unexplained(last, whole.published) == []


def _unexplained(before: Path, after: Path) -> list[tuple[str, str, str]]:
    """Give the models and channels that earn other than was published, restated and is new."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{before}' as before (read_only)")
        connection.execute(f"attach '{after}' as after (read_only)")
        restated = connection.execute(
            f"""
            select
                count(distinct reason), count(*) filter (where reason = 're_estimated'),
                min(restated_at) = max(restated_at) and min(restated_at) = timestamp '{END}'
            from after.marts.rpt_attribution_restatements
            """
        ).fetchone()
        assert restated is not None and restated[0] > 3 and restated[1] > 0 and restated[2]
        return connection.execute(
            """
            with known_until as (
                select max(converted_at) as moment from before.marts.fct_conversions
            ),
            moved as (
                select attribution_model, channel, credited_amount as amount
                from before.marts.fct_attribution
                union all
                select attribution_model, channel, amount_change
                from after.marts.rpt_attribution_restatements
                union all
                select attribution_model, channel, credited_amount
                from after.marts.fct_attribution, known_until
                where converted_at > moment and conversion_key not in (
                    select conversion_key from before.marts.fct_conversions
                )
                union all
                select attribution_model, channel, -credited_amount
                from after.marts.fct_attribution
            )
            select attribution_model, channel, cast(sum(amount) as varchar) from moved
            group by attribution_model, channel having sum(amount) != 0
            """
        ).fetchall()


def _lost_keys(before: Path, after: Path) -> list[tuple[str]]:
    """Give what of the keys of one publication the next does not honour."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{before}' as before (read_only)")
        connection.execute(f"attach '{after}' as after (read_only)")
        return connection.execute(
            """
            with whole as (
                select list(record_key order by record_key) as records, customer_key
                from before.marts.customer_records group by customer_key
            ),
            whole_after as (
                select list(record_key order by record_key) as records, customer_key
                from after.marts.customer_records group by customer_key
            )
            select 'key changed without cause ' || whole.customer_key
            from whole inner join whole_after using (records)
            where whole.customer_key != whole_after.customer_key
            union all
            select 'key leads nowhere ' || old_customer_key
            from after.marts.customer_key_history as history
            anti join after.marts.dim_customer as customers
                on history.customer_key = customers.customer_key
            where history.change != 'retired'
            union all
            select 'key forgotten ' || customers.customer_key
            from before.marts.dim_customer as customers
            anti join after.marts.customer_key_history as history
                on history.old_customer_key = customers.customer_key
            union all
            select 'number changed hands ' || earlier.customer_reference
            from before.marts.customer_references as earlier
            anti join after.marts.customer_references
                using (customer_reference, issued_customer_key)
            union all
            select 'nothing was inherited'
            where not exists (
                from before.marts.dim_customer
                semi join after.marts.dim_customer using (customer_key, customer_reference)
            )
            """
        ).fetchall()
