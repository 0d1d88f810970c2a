"""Permission, what was sent against it and who may get a campaign, against the planted truth."""

import random
from datetime import datetime, timedelta

import duckdb
import pytest
from whole_run import one

pytestmark = pytest.mark.slow

# Acts of people as the sample tells them, requests for privacy among them.
ACTS = """
    create or replace temp table planted_acts as
    select person_id, brand_key, channel, action, acted_at from truth.consent_acts
    union all
    select person_id, null, 'all', lower(request_type), requested_at from truth.privacy_requests
    where request_type in ('OPT_OUT', 'OPT_IN')
"""
# People all of whose records are one customer and nobody else's (a letter to a rented name apart),
# and whose addresses and numbers nobody else has. For the others the truth of a person is not that
# of a customer.
PLAIN = """
    create or replace temp table plain as
    with records as (
        select r.customer_key, t.person_id, r.source_system
        from weft.marts.customer_records as r
        join truth.records as t using (source_system, source_id)
        where t.person_id is not null
    ),
    points as (
        select person_id, unnest(list_distinct([email, second_email, mobile, old_mobile])) as point
        from truth.persons
    )
    select any_value(customer_key) as customer_key, person_id
    from records
    where source_system <> 'mail_house'
    group by person_id
    having count(distinct customer_key) = 1
        and any_value(customer_key) not in (
            select customer_key from records
            group by customer_key having count(distinct person_id) > 1
        )
        and person_id not in (
            select person_id from truth.records where is_undecidable and person_id is not null
        )
        and person_id not in (
            select person_id from points where point in (
                select point from points group by point having count(distinct person_id) > 1
            )
        )
"""
# Who refused a message: the last act before it that covers its brand and channel is a no.
UNWANTED = """
    create or replace temp table unwanted as
    select c.person_id, k.campaign_code, c.channel, c.sent_at,
        max(a.acted_at) as acted_at
    from truth.contacts as c
    join truth.campaigns as k using (campaign_no)
    join planted_acts as a on a.person_id = c.person_id
        and coalesce(a.brand_key, k.brand_key) = k.brand_key
        and a.channel in ('all', c.channel)
        and a.acted_at < c.sent_at
    where c.status <> 'held_out'
    group by all
    having max_by(a.action, (a.acted_at, a.action)) = 'opt_out'
"""


@pytest.fixture(scope="module")
def acts(db: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The database with what people did, whom it can be compared for, and what was unwanted."""
    for statement in (ACTS, PLAIN, UNWANTED):
        db.execute(statement)
    return db


def test_permission_of_any_moment_is_the_truth(acts: duckdb.DuckDBPyConnection) -> None:
    """Of each plain person, brand she knows and channel, at ten random moments."""
    draw = random.Random(17)
    moments = [datetime(2025, 4, 8) + timedelta(days=540 * draw.random()) for _ in range(10)]
    cells, wrong, refused, people = one(
        acts,
        f"""
        with moments as (select unnest({[str(moment) for moment in moments]})::timestamp as moment),
        cells as (
            select distinct plain.*, brand_key, channel, moment
            from plain
            join truth.relations using (person_id)
            cross join (values ('email'), ('sms'), ('phone'), ('post')) as channels (channel)
            cross join moments
        ),
        planted as (
            select cells.*, coalesce(max_by(a.action, (a.acted_at, a.action)), 'none') as action
            from cells
            left join planted_acts as a on a.person_id = cells.person_id
                and coalesce(a.brand_key, cells.brand_key) = cells.brand_key
                and a.channel in ('all', cells.channel)
                and a.acted_at <= cells.moment
            group by all
        ),
        compared as (
            select planted.*, coalesce(p.consent_state, 'not_recorded') as found,
                case action when 'opt_in' then 'allowed' when 'opt_out' then 'refused'
                    else 'not_recorded' end as expected
            from planted
            left join truth.permission_periods as p
                on p.customer_key = planted.customer_key and p.brand_key = planted.brand_key
                and p.channel = planted.channel and p.purpose = 'marketing'
                and p.valid_from <= moment and moment < p.valid_to
        )
        select count(*), count(*) filter (found <> expected),
            count(*) filter (expected = 'refused'), count(distinct person_id)
        from compared
        """,
    )
    print(f"{people} people, {cells} permissions, {refused} of them refused, {wrong} wrong")
    assert people > 500
    assert refused > 1000
    assert wrong == 0


def test_hardly_anybody_who_refused_is_thought_to_allow(acts: duckdb.DuckDBPyConnection) -> None:
    """Of everybody by the customer with most of her records, be she plain or not.

    Acts that stand in a record of another customer are missing there.
    """
    people, others, cells, right, allowed = one(
        acts,
        """
        with counted as (
            select r.customer_key, t.person_id, count(*) as records
            from weft.marts.customer_records as r
            join truth.records as t using (source_system, source_id)
            group by all
        ),
        main as (
            select person_id, max_by(customer_key, (records, customer_key)) as customer_key
            from counted group by person_id
        ),
        cells as (
            select distinct main.*, brand_key, channel
            from main
            join truth.relations using (person_id)
            cross join (values ('email'), ('sms'), ('phone'), ('post')) as channels (channel)
        ),
        planted as (
            select cells.*, coalesce(max_by(a.action, (a.acted_at, a.action)), 'none') as action
            from cells
            left join planted_acts as a on a.person_id = cells.person_id
                and coalesce(a.brand_key, cells.brand_key) = cells.brand_key
                and a.channel in ('all', cells.channel)
            group by all
        ),
        compared as (
            select planted.*, consent_state, case action when 'opt_in' then 'allowed'
                when 'opt_out' then 'refused' else 'not_recorded' end as expected
            from planted
            join weft.marts.customer_permissions using (customer_key, brand_key, channel)
            where purpose = 'marketing'
        )
        select count(distinct person_id),
            count(distinct person_id) filter (person_id not in (select person_id from plain)),
            count(*), count(*) filter (consent_state = expected),
            count(*) filter (consent_state = 'allowed' and expected = 'refused')
        from compared
        """,
    )
    print(
        f"{people} people, {others} not plain; {cells} permissions, {right} right, {allowed} given"
    )
    assert right / cells >= 0.95
    assert allowed / cells <= 0.003


def test_a_complaint_that_asks_to_be_removed_is_an_act(acts: duckdb.DuckDBPyConnection) -> None:
    """With and without a receipt; nothing else that people complain of is one."""
    planted, found, asking, read, rightly = one(
        acts,
        """
        with complained as (select * from truth.consent_acts where via = 'complaint'),
        told as (
            select e.*, plain.person_id from weft.marts.fct_consent_events as e
            join plain using (customer_key)
            where e.channel = 'all' and e.brand_key is null and e.action = 'opt_out'
        ),
        read as (from weft.marts.fct_consent_events where evidence = 'complaint')
        select
            (select count(*) from complained semi join plain using (person_id)),
            (select count(*) from complained semi join told using (person_id, acted_at)),
            (select count(*) from truth.complaints where complaint_id in (
                select act_id from complained)),
            (select count(*) from read),
            (select count(*) from read semi join complained using (acted_at))
        """,
    )
    assert planted > 0
    assert found == planted
    assert asking > 0
    assert (read, rightly) == (asking, asking)


def test_every_late_send_is_found_and_nothing_else(acts: duckdb.DuckDBPyConnection) -> None:
    """A letter has a day and no hour: one of the very day of the opt-out is neither.

    Nor is one that a rented list addressed so that nobody could know whom.
    """
    expected, missing, extra = one(
        acts,
        """
        with strays as (
            select t.person_id
            from weft.marts.customer_records as r
            join truth.records as t using (source_system, source_id)
            join plain on t.person_id = plain.person_id
            where r.customer_key <> plain.customer_key
        ),
        found as (
            select distinct plain.person_id, k.campaign_code
            from weft.marts.fct_permission_breaches as f
            join plain using (customer_key)
            join weft.marts.dim_campaign as k on f.campaign_key = k.campaign_key
            where f.permission_channel <> 'post' or plain.person_id not in (from strays)
        ),
        expected as (
            select distinct person_id, campaign_code
            from unwanted join plain using (person_id)
            where channel <> 'post'
                or (acted_at::date < sent_at::date and person_id not in (from strays))
        )
        select (select count(*) from expected),
            (select count(*) from (from expected except from found)),
            (select count(*) from (from found except from expected))
        """,
    )
    print(f"{expected} messages against the will of plain people, {missing} missed, {extra} false")
    assert expected >= 10
    assert (missing, extra) == (0, 0)


def test_most_late_sends_are_found_of_anybody(acts: duckdb.DuckDBPyConnection) -> None:
    """Those of people who are two customers can be missed.

    Where a mailbox is shared nobody knows who of them said no: it is wrong only where none had.
    """
    planted, found, named, right = one(
        acts,
        """
        with people as (
            select f.message_key, k.campaign_code, c.person_id
            from weft.marts.fct_permission_breaches as f
            join truth.customer_person as c using (customer_key)
            join weft.marts.dim_campaign as k on f.campaign_key = k.campaign_key
        ),
        late as (
            select distinct l.person_id, k.campaign_code
            from truth.late_sends as l
            join truth.contacts using (contact_id)
            join truth.campaigns as k using (campaign_no)
            where not (l.channel = 'post' and l.opted_out_at::date = l.sent_at::date)
        ),
        sharing as (
            select a.person_id, b.person_id as other_id
            from truth.persons as a join truth.persons as b on a.email = b.email
        ),
        refusals as (
            select distinct s.person_id
            from planted_acts as a join sharing as s on a.person_id = s.other_id
            where a.action = 'opt_out' and s.person_id <> s.other_id
        )
        select (select count(*) from late),
            (select count(*) from late semi join people using (person_id, campaign_code)),
            (select count(distinct (person_id, campaign_code)) from people),
            (select count(distinct (person_id, campaign_code)) from people
                where (person_id, campaign_code) in (
                    select (person_id, campaign_code) from unwanted)
                or person_id in (select person_id from refusals))
        """,
    )
    print(f"late sends {planted}, found {found}; breaches {named}, rightly {right}")
    assert found / planted >= 0.9
    assert right / named >= 0.95


def test_breaches_name_the_act_and_the_limits(acts: duckdb.DuckDBPyConnection) -> None:
    """The hours after a planted opt-out are those of the truth."""
    compared, off = one(
        acts,
        """
        with found as (
            select f.*, plain.person_id, k.campaign_code
            from weft.marts.fct_permission_breaches as f
            join plain using (customer_key)
            join weft.marts.dim_campaign as k on f.campaign_key = k.campaign_key
        )
        select count(*), count(*) filter (
            f.acted_at <> l.opted_out_at
            or abs(f.hours_after - date_diff('second', l.opted_out_at, l.sent_at) / 3600.0) > 6.1
            or f.is_over_house_limit <> (f.hours_after > 24)
        )
        from truth.late_sends as l
        join truth.contacts using (contact_id)
        join truth.campaigns as k using (campaign_no)
        join found as f on f.person_id = l.person_id and f.campaign_code = k.campaign_code
        """,
    )
    assert compared >= 10
    assert off == 0


def test_nobody_who_said_no_may_get_a_campaign(acts: duckdb.DuckDBPyConnection) -> None:
    eligible, against, dead = one(
        acts,
        """
        with eligible as (
            select e.*, plain.person_id, p.permission_channel
            from weft.marts.contact_eligibility as e
            join plain using (customer_key)
            join (values ('email', 'email'), ('sms', 'sms'), ('call_centre', 'phone'),
                ('direct_mail', 'post'), ('catalogue', 'post')) as p (channel, permission_channel)
                on e.channel = p.channel
            where e.is_eligible
        ),
        states as (
            select e.contact_eligibility_key, max_by(a.action, (a.acted_at, a.action)) as action
            from eligible as e
            join planted_acts as a on a.person_id = e.person_id
                and coalesce(a.brand_key, e.brand_key) = e.brand_key
                and a.channel in ('all', e.permission_channel)
            group by all
        )
        select (select count(*) from eligible),
            (select count(*) from states where action = 'opt_out'),
            -- Of business people we know the firm's address, and the list the private one.
            (select count(*) from eligible join truth.suppressions as s using (person_id)
                join truth.persons using (person_id)
                where s.list = 'deceased' and s.requested_on < date '2026-07-01'
                    and account_id is null)
        """,
    )
    print(f"{eligible} places in campaigns")
    assert eligible > 200
    assert against == 0
    assert dead == 0
