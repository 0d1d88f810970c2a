"""Matchback and lift, against what the sample says caused each order.

What is knowable of a mail-caused order: a code names the campaign for certain; without a code, a
name, card or account says whose order it is, and the mailing she had is then one that may have
caused it. Who pays in a shop and leaves neither can be matched by nobody.
"""

from collections.abc import Iterator

import duckdb
import pytest
from whole_run import one

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def mail(db: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Truth about pieces and orders, in the warehouse's keys: mail.pieces and mail.orders."""
    db.execute("create schema mail")
    db.execute(
        """
        create table mail.pieces as
        select n.send_key, t.contact_id, t.person_id, t.is_control, c.campaign_code,
            c.channel, t.response_probability, c.starts_on
        from truth.piece_names as n
        join truth.records as r on r.source_system = 'mail_house' and r.source_id = n.urn
        join truth.campaigns as c on c.campaign_code = n.campaign_code
        join truth.contacts as t on t.campaign_no = c.campaign_no and t.person_id = r.person_id
        """
    )
    db.execute(
        """
        create table mail.orders as
        select o.order_key, p.person_id, p.cause = 'post' as is_caused, p.cause_contact_id,
            c.campaign_code as cause_campaign_code, p.code_used,
            o.customer_key is null and p.code_used is null as is_unmarked,
            m.evidence, m.tie, m.send_key, m.is_control, m.incremental_share,
            d.campaign_code, s.contact_id, s.person_id as piece_person_id
        from truth.purchases as p
        join truth.order_ids as i using (purchase_id)
        join weft.marts.fct_orders as o using (source_system, source_id)
        left join truth.campaigns as c using (campaign_no)
        left join weft.marts.fct_matchbacks as m using (order_key)
        left join weft.marts.dim_campaign as d on d.campaign_key = m.campaign_key
        left join mail.pieces as s on s.send_key = m.send_key
        where o.is_counted
        """
    )
    yield db
    db.execute("drop schema mail cascade")


def test_orders_the_mail_caused_are_matched_back_to_the_piece_that_caused_them(
    mail: duckdb.DuckDBPyConnection,
) -> None:
    caused, unmarked, matched, right = one(
        mail,
        """
        select count(*), count(*) filter (is_unmarked), count(evidence),
            count(*) filter (
                coalesce(contact_id = cause_contact_id, campaign_code = cause_campaign_code)
            )
        from mail.orders where is_caused
        """,
    )
    print(
        f"mail-caused orders: {caused}, without name, card or code {unmarked}, "
        f"matched {matched}, to the right piece {right}; "
        f"precision {right / matched:.4f}, recall {right / (caused - unmarked):.4f} "
        f"(of all {right / caused:.4f})"
    )
    assert caused > 200
    assert right / matched >= 0.98
    assert right / (caused - unmarked) >= 0.95
    # Nothing that can be matched is passed over as unmatchable.
    assert unmarked / caused < 0.12


def test_a_code_on_the_order_names_the_cause(mail: duckdb.DuckDBPyConnection) -> None:
    coded, right, found = one(
        mail,
        """
        select count(*) filter (evidence = 'code'),
            count(*) filter (evidence = 'code' and cause_campaign_code = campaign_code),
            count(*) filter (
                is_caused and code_used is not null and cause_campaign_code = campaign_code
            ) / count(*) filter (is_caused and code_used is not null)::double
        from mail.orders
        """,
    )
    assert coded > 100
    assert right / coded >= 0.98
    assert found >= 0.98


def test_who_rings_a_printed_number_is_tied_to_its_campaign(
    mail: duckdb.DuckDBPyConnection,
) -> None:
    rung, tied, claimed = one(
        mail,
        """
        with calls as (
            select f.touchpoint_key, t.response_number, c.campaign_code as rung_code,
                d.campaign_code, coalesce(d.channel in ('direct_mail', 'catalogue'), false)
                    and t.code_used is null as is_claimed
            from truth.inbound_calls as t
            left join truth.campaigns as c using (response_number)
            join weft.marts.fct_touchpoints as f
                on f.touch_kind = 'called' and f.direction = 'inbound'
                and f.touched_at = t.called_at and f.brand_key = t.brand_key
            left join weft.marts.dim_campaign as d using (campaign_key)
        )
        select count(*) filter (response_number is not null),
            count(*) filter (response_number is not null and campaign_code = rung_code),
            count(*) filter (is_claimed)
        from calls
        """,
    )
    assert rung > 5
    assert rung == tied == claimed


def test_orders_are_those_of_who_had_the_piece(mail: duckdb.DuckDBPyConnection) -> None:
    customers, names = one(
        mail,
        """
        select avg((person_id = piece_person_id)::int) filter (evidence = 'customer'),
            avg((person_id = piece_person_id)::int) filter (tie = 'name_address')
        from mail.orders where send_key is not null
        """,
    )
    print(f"right person: by customer {customers:.4f}, by name and address {names:.4f}")
    assert customers >= 0.98
    assert names >= 0.65


def test_what_matchback_says_was_caused_was(mail: duckdb.DuckDBPyConnection) -> None:
    """Most matched orders would have come anyway; how many, the hold-out tells."""
    mailed, held_out, caused, claimed = one(
        mail,
        """
        select count(*) filter (not is_control), count(*) filter (is_control),
            count(*) filter (is_caused), sum(incremental_share)::double
        from mail.orders where evidence is not null
        """,
    )
    weight, codes = one(
        mail,
        """
        select (count(*) filter (not is_control)) / (count(*) filter (is_control))::double,
            (select avg(incremental_share)::double from mail.orders where evidence = 'code')
        from mail.pieces
        """,
    )
    error = (mailed + weight**2 * held_out) ** 0.5
    print(
        f"matched {mailed}, caused {caused}, claimed {claimed:.0f} +- {error:.0f}, "
        f"so that {caused / mailed:.2f} of matched orders are caused"
    )
    assert abs(claimed - caused) < 3 * error
    assert codes == 1
    # The claim is worth making: far closer than to call every matched order caused.
    assert abs(claimed - caused) < (mailed - caused) / 3


def test_orders_soon_after_the_mailing_are_more_likely_its_doing(
    mail: duckdb.DuckDBPyConnection,
) -> None:
    early, late, early_claim, late_claim = one(
        mail,
        """
        with uncoded as (
            select o.is_caused::int as is_caused, o.incremental_share, m.days_since_in_home < 14
                as is_early
            from mail.orders as o join weft.marts.fct_matchbacks as m using (order_key)
            where o.evidence = 'customer' and not o.is_control
        )
        select avg(is_caused) filter (is_early), avg(is_caused) filter (not is_early),
            avg(incremental_share) filter (is_early), avg(incremental_share) filter (not is_early)
        from uncoded
        """,
    )
    assert early > late
    assert early_claim > late_claim


def test_the_held_out_are_matched_but_nothing_is_claimed_of_them(
    mail: duckdb.DuckDBPyConnection,
) -> None:
    held_out, claimed, pieces, wrong = one(
        mail,
        """
        select
            (select count(*) from weft.marts.fct_matchbacks where is_control),
            (select sum(incremental_share) from weft.marts.fct_matchbacks where is_control),
            (select sum(piece_count) from weft.marts.rpt_matchback where is_control),
            (select count(*) from weft.marts.fct_matchbacks as m
             join mail.pieces as p using (send_key) where m.is_control != p.is_control)
        """,
    )
    assert held_out > 50
    assert claimed == 0
    assert pieces == one(mail, "select count(*) from mail.pieces where is_control")[0]
    assert wrong == 0


def test_pooled_lift_covers_what_was_planted(mail: duckdb.DuckDBPyConnection) -> None:
    """Orders per head: what each person's own chance to order for it makes on average."""
    rows = mail.execute(
        """
        with campaigns as (
            select channel, campaign_code,
                count(*) filter (not is_control) as test_count,
                count(*) filter (is_control) as base_count,
                avg(response_probability) filter (not is_control) as planted
            from mail.pieces
            -- Windows that closed before the run.
            where starts_on < date '2026-07-01'
            group by channel, campaign_code
        ),
        pooled as (
            select channel,
                sum(planted * test_count * base_count / (test_count + base_count))
                / sum(test_count * base_count / (test_count + base_count)) as planted,
                count(*) as campaigns
            from campaigns group by channel
        )
        select channel, planted, lift::double, interval_low::double, interval_high::double,
            campaigns = campaign_count
        from pooled join weft.marts.rpt_channel_lift using (channel)
        where measure = 'orders'
        """
    ).fetchall()
    assert {row[0] for row in rows} == {"direct_mail", "catalogue"}
    for channel, planted, lift, low, high, same_campaigns in rows:
        print(f"{channel}: planted {planted:.4f}, found {lift:.4f} ({low:.4f} to {high:.4f})")
        assert same_campaigns
        assert low <= planted <= high


def test_no_lift_is_read_before_the_window_has_closed(db: duckdb.DuckDBPyConnection) -> None:
    open_campaigns, too_early, closed = one(
        db,
        """
        select count(distinct campaign_code) filter (not is_settled),
            count(*) filter (not is_settled and coalesce(lift, interval_low, p_value) is not null),
            count(distinct campaign_code) filter (is_settled and channel = 'direct_mail')
        from weft.marts.rpt_campaign_lift
        """,
    )
    # The direct mail of August, of four brands.
    assert open_campaigns >= 4
    assert too_early == 0
    assert closed == 8


def test_the_cells_were_drawn_as_planned(db: duckdb.DuckDBPyConnection) -> None:
    mailings, mismatches = one(
        db,
        """
        select count(distinct campaign_key),
            count(distinct campaign_key) filter (sample_ratio = 'mismatch')
        from weft.marts.rpt_campaign_lift where channel in ('direct_mail', 'catalogue')
        """,
    )
    assert mailings == one(db, "select count(distinct campaign_no) from truth.campaign_cells")[0]
    assert mismatches == 0
