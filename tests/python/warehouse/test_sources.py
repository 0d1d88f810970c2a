"""What each source knows and costs, and what is ready, against the files and the truth."""

import csv
from pathlib import Path

import duckdb
import pytest
from whole_run import ROOT, one

pytestmark = pytest.mark.slow


def test_the_fill_of_a_column_is_that_of_the_newest_file(
    db: duckdb.DuckDBPyConnection, sample: Path
) -> None:
    newest = max((sample / "extracts").glob("*/loyalty/cards_*.csv"))
    with newest.open(encoding="utf-8", newline="") as file:
        cards = list(csv.DictReader(file))
    cells = {
        name: [card[name].strip() for card in cards if card[name].strip()] for name in cards[0]
    }
    found = db.execute(
        """
        select column_name, row_count, filled_count, value_count
        from weft.quality.quality_source_columns
        where source_name = 'loyalty' and table_name = 'cards'
        order by column_number
        """
    ).fetchall()
    assert found == [
        (name, len(cards), len(filled), len(set(filled))) for name, filled in cells.items()
    ]
    assert 0 < len(cells["email"]) < len(cards)


def test_whoever_is_in_one_system_alone_is_known_only_there(
    db: duckdb.DuckDBPyConnection,
) -> None:
    """Records that nothing ties to others are customers too, so there may be more of them."""
    rows = db.execute(
        """
        with known as (
            select r.customer_key, c.person_id,
                case when source_system like 'list:%' then 'lists' else source_system end as source
            from weft.marts.customer_records as r
            left join truth.records as c using (source_system, source_id)
        ),
        counted as (
            select source, count(distinct customer_key) as customers,
                count(distinct customer_key) filter (where customer_key not in (
                    select a.customer_key from known as a join known as b
                        on a.customer_key = b.customer_key and a.source < b.source
                )) as known_only_here,
                count(distinct person_id) filter (where person_id not in (
                    select a.person_id from known as a join known as b
                        on a.person_id = b.person_id and a.source < b.source
                )) as people
            from known group by source
        )
        select i.source_name, i.customer_count, c.customers, i.known_only_here_count,
            c.known_only_here, c.people
        from weft.quality.quality_source_inventory as i
        left join counted as c on i.source_name = c.source
        order by i.source_name
        """
    ).fetchall()
    for row in rows:
        print(*row)
    assert len([row for row in rows if row[1]]) == 12
    for source_name, said, customers, said_only_here, known_only_here, people in rows:
        assert said == (customers or 0), source_name
        assert said_only_here == (known_only_here or 0), source_name
        assert said_only_here >= (people or 0), source_name
    assert sum(row[5] or 0 for row in rows) > 50


def test_two_sources_agree_in_mailboxes_as_their_records_say(
    db: duckdb.DuckDBPyConnection,
) -> None:
    """Every pair of sources, counted by pairs of mailboxes instead of by customer."""
    wrong, pairs, different = one(
        db,
        """
        with records as (
            select customer_key, email,
                case when source_system like 'list:%' then 'lists' else source_system end as source
            from weft.marts.customer_records left join truth.record_emails using (record_key)
        ),
        met as (
            select a.source, b.source as other, a.customer_key,
                bool_or(a.email = b.email) as agree,
                count(a.email) > 0 as one_has, count(b.email) > 0 as other_has
            from records as a join records as b
                on a.customer_key = b.customer_key and a.source < b.source
            group by all
        ),
        counted as (
            select source, other, count(*) as both_know,
                count(*) filter (where one_has and not other_has) as only_source,
                count(*) filter (where other_has and not one_has) as only_other,
                count(*) filter (where agree) as same,
                count(*) filter (where one_has and other_has and not coalesce(agree, false))
                    as different
            from met group by all
            having count(*) filter (where one_has or other_has) > 0
        ),
        held as (
            select source_name as source, other_source_name as other, both_know_count,
                only_source_count, only_other_count, same_count, different_count
            from weft.quality.quality_source_overlap where attribute = 'email'
        )
        select
            (select count(*) from (
                (from counted except from held) union all (from held except from counted))),
            (select count(*) from counted),
            (select sum(different) from counted)
        """,
    )
    assert wrong == 0
    assert pairs > 30
    assert different > 20


def test_examples_are_customers_both_sources_know(db: duckdb.DuckDBPyConnection) -> None:
    named, strangers = one(
        db,
        """
        with named as (
            select o.source_name, o.other_source_name, e.customer_key
            from weft.quality.quality_source_examples as e
            join weft.quality.quality_source_overlap as o using (source_overlap_key)
        ),
        known as (
            select distinct customer_key,
                case when source_system like 'list:%' then 'lists' else source_system end as source
            from weft.marts.customer_records
        )
        select count(*), count(*) filter (where (customer_key, source_name) not in (from known)
            or (customer_key, other_source_name) not in (from known))
        from named
        """,
    )
    assert named > 500
    assert strangers == 0


def test_readiness_counts_what_is_there(db: duckdb.DuckDBPyConnection) -> None:
    said = {
        measure: (int(part), int(whole))
        for measure, part, whole in db.execute(
            "select measure, part_amount, whole_amount from weft.quality.quality_readiness_steps"
        ).fetchall()
    }
    months, people = one(
        db,
        """
        select
            (select count(distinct date_trunc('month', ordered_at)) from truth.purchases
                where cancelled_at is null and not is_test),
            (select count(*) from weft.marts.dim_customer where not is_staff and not is_test)
        """,
    )
    assert said["order_months_held"] == (min(months, 24), 24)
    assert said["customers_reachable"][1] == people
    with (ROOT / "seeds" / "readiness_rules.csv").open(encoding="utf-8", newline="") as file:
        rules = list(csv.DictReader(file))
    assert {rule["measure"] for rule in rules} == set(said)
    scores = {
        rule["measure"]: (
            int(rule["weight"]),
            min(100 * part / whole / float(rule["target_ratio"]), 100),
        )
        for rule in rules
        for part, whole in [said[rule["measure"]]]
    }
    (overall,) = one(db, "select score from weft.quality.quality_readiness where area = 'overall'")
    weighted = sum(weight * score for weight, score in scores.values())
    expected = weighted / sum(weight for weight, _ in scores.values())
    assert float(overall) == pytest.approx(expected, abs=0.05)
