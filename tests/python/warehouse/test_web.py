"""Web behaviour, interests, topics and robots, against what the sample planted."""

from functools import cache

import duckdb
import pytest
from whole_run import one

from macro_renderer import PROJECT, MacroRenderer

pytestmark = pytest.mark.slow

# Visits of the tag by the second they begin, which names the session, with what they were.
TAGGED = """
    with planted as (
        select visit_id, visitor_id, cast(epoch(started_at) as bigint)::varchar as session_id,
            started_at, page_count, outcome, arrival, campaign_no, purchase_id
        from truth.visits where not has_declined_cookies
    ),
    found as (
        select f.*, w.visitor_id, epoch(date_trunc('second', f.started_at)) as second
        from weft.marts.fct_sessions as f
        join truth.visitor_names as w using (visitor_key)
        where f.source_system = 'ga4'
    ),
    both_sides as (
        select p.*, f.* exclude (visitor_id, started_at), f.started_at as found_at
        from planted as p
        full join found as f
            on p.visitor_id = f.visitor_id and abs(epoch(p.started_at) - f.second) <= 1
    )
"""


@cache
def sessionised() -> str:
    """The model that ends visits, as SQL over the table truth.log_events."""
    renderer = MacroRenderer("duckdb")
    renderer.define("ref", lambda name: "truth.log_events")
    renderer.define("config", lambda **_: "")
    path = PROJECT / "models" / "activity" / "web_events__sessionised.sql"
    return renderer.render(path.read_text(encoding="utf-8"))


def test_tagged_visits_are_those_of_the_truth(db: duckdb.DuckDBPyConnection) -> None:
    planted, missing, strange, other_pages = one(
        db,
        TAGGED
        + """
        select
            count(visit_id),
            count(*) filter (where session_key is null),
            count(*) filter (where visit_id is null),
            -- A download is no page; a thank-you page loaded again is one more.
            count(*) filter (where page_view_count not in (page_count, case
                when outcome = 'form' then page_count - 1
                when outcome = 'order' then page_count + 1
            end))
        from both_sides
        """,
    )
    print(f"tagged visits: {planted}, missing {missing}, strange {strange}")
    assert planted > 5000
    assert missing / planted < 0.001
    assert strange == 0
    assert other_pages == 0


def test_pages_of_a_visit_are_in_order(db: duckdb.DuckDBPyConnection) -> None:
    ordered, entries, exits, ends = one(
        db,
        """
        with pages as (
            select *,
                lag(occurred_at) over (partition by session_key order by page_number) as before_at,
                lag(page_kind) over (partition by session_key order by page_number) as before_kind,
                count(*) over (partition by session_key) as pages
            from weft.marts.fct_page_views
        )
        select
            count(*) filter (where occurred_at < before_at),
            count(*) filter (where is_entry != (page_number = 1)),
            count(*) filter (where is_exit != (page_number = pages)),
            -- Orders go by the basket and the checkout.
            count(*) filter (where
                page_kind = 'thanks' and before_kind not in ('checkout', 'thanks')
                or page_kind = 'checkout' and before_kind not in ('basket', 'product'))
        from pages
        """,
    )
    assert (ordered, entries, exits, ends) == (0, 0, 0, 0)


def test_what_was_done_in_a_visit_is_what_was_planted(db: duckdb.DuckDBPyConnection) -> None:
    rows = db.execute(
        TAGGED
        + """
        select
            outcome,
            count(*) filter (where search_count > 0),
            count(*) filter (where download_count + form_finish_count = 1),
            count(*) filter (where has_abandoned_basket),
            count(*) filter (where purchase_count = 1),
            count(*)
        from both_sides where visit_id is not null and session_key is not null
        group by outcome
        """
    ).fetchall()
    done = {outcome: counts for outcome, *counts in rows}
    assert set(done) == {"bounce", "browse", "search", "form", "abandoned", "order"}
    for outcome, (searched, formed, abandoned, bought, visits) in done.items():
        assert searched == (visits if outcome == "search" else 0)
        assert formed == (visits if outcome == "form" else 0)
        assert abandoned == (visits if outcome == "abandoned" else 0)
        assert bought == (visits if outcome == "order" else 0)


def test_logged_visits_are_those_of_the_truth(db: duckdb.DuckDBPyConnection) -> None:
    """A host measured by its log: the hotels' log, told apart by the half hour alone."""
    planted, found, right = one(
        db,
        f"""
        with planted as (
            select t.visitor_id, v.started_at,
                v.started_at - lag(v.started_at) over (
                    partition by t.visitor_id order by v.started_at) as after_last
            from truth.visitor_visits as t join truth.visits as v using (visit_id)
            where t.source_system = 'weblog' and v.brand_key = 'linden'
        ),
        -- Who is back within the half hour is still there, by the rule.
        apart as (
            select * from planted
            where after_last is null or after_last > interval 1 hour
        ),
        found as (
            select w.visitor_id, min(s.occurred_at) as started_at
            from ({sessionised()}) as s
            join truth.visitor_names as w using (visitor_key)
            group by w.visitor_id, s.session_key
        )
        select
            (select count(*) from planted),
            (select count(*) from found),
            (select count(*) from apart where exists (
                select 1 from found
                where found.visitor_id = apart.visitor_id
                    and abs(epoch(found.started_at) - epoch(apart.started_at)) <= 3
            )) / (select count(*) from apart)::double
        """,
    )
    print(f"logged visits: {planted} planted, {found} found, {right:.4f} begin when they did")
    assert found / planted > 0.995
    assert found <= planted
    assert right > 0.999


def test_a_visit_seen_by_tag_and_log_counts_once(db: duckdb.DuckDBPyConnection) -> None:
    planted, counted, touches, twice, hotel_logs = one(
        db,
        """
        select
            -- The micro-site sees who declines cookies elsewhere, and nobody else does.
            (select count(*) from truth.visits
             where not has_declined_cookies or arrival in ('sms', 'purl', 'qr')),
            (select count(*) from weft.marts.fct_sessions where is_counted),
            (select count(*) from weft.marts.fct_touchpoints
             where touch_kind = 'visited' and source_system in ('ga4', 'weblog')),
            (select count(*) from weft.marts.fct_sessions where not is_counted),
            (select count(*) from weft.marts.fct_sessions
             where source_system = 'weblog' and host = 'www.lindenhotels.example')
        """,
    )
    assert twice > 100
    assert abs(counted - planted) / planted < 0.002
    assert touches == counted
    assert hotel_logs == 0


def test_visits_belong_to_the_campaign_that_brought_them(db: duckdb.DuckDBPyConnection) -> None:
    planted, right, wrong = one(
        db,
        TAGGED
        + """
        select
            count(c.campaign_code),
            count(*) filter (where d.campaign_code = c.campaign_code),
            count(*) filter (where d.campaign_code != c.campaign_code)
        from both_sides as b
        join truth.campaigns as c using (campaign_no)
        left join weft.marts.dim_campaign as d using (campaign_key)
        -- A letter may bring a visit that shows nothing of it.
        where b.arrival != 'direct' and b.session_key is not null
        """,
    )
    assert planted > 1000
    assert (right, wrong) == (planted, 0)


def test_robots_are_found_and_people_are_not(db: duckdb.DuckDBPyConnection) -> None:
    right, found, planted, by_behaviour = one(
        db,
        """
        with judged as (
            select r.*, exists (
                select 1 from truth.bots as b
                where b.site = r.site_name and b.requested_at = r.requested_at
                    and (b.path = r.path or b.ordinal = 1 and r.path = '/robots.txt'
                        or b.site = 'go' and r.path like '/s/%' and not exists (
                            select 1 from truth.visitor_visits as v
                            where v.source_system = 'weblog'
                                and v.visitor_id = md5(r.ip_address || chr(31) || r.user_agent)
                        ))
            ) as is_planted
            from truth.log_requests as r
        )
        select
            count(*) filter (where is_robot and is_planted),
            count(*) filter (where is_robot),
            count(*) filter (where is_planted),
            count(*) filter (where behaves_like_one and is_planted)
        from judged
        """,
    )
    print(
        f"robots: precision {right / found:.4f}, recall {right / planted:.4f}, "
        f"by behaviour alone {by_behaviour / planted:.4f}"
    )
    assert planted > 200
    assert right / found >= 0.98
    assert right / planted >= 0.98
    assert by_behaviour / planted >= 0.5


def test_machines_that_open_and_click_are_not_people(db: duckdb.DuckDBPyConnection) -> None:
    rows = db.execute(
        """
        with planted as (
            select campaign_no, 'opened' as touch_kind, false as is_machine, opened_at as touched_at
            from truth.contacts where channel = 'email'
            union all
            select campaign_no, 'opened', true, machine_opened_at
            from truth.contacts where channel = 'email'
            union all
            select campaign_no, 'clicked', false, clicked_at
            from truth.contacts where channel = 'email'
            union all
            select campaign_no, 'clicked', true, machine_clicked_at
            from truth.contacts where channel = 'email'
        ),
        -- A second that both a person and a machine used says nothing.
        told as (
            select campaign_code, touch_kind, date_trunc('second', touched_at) as second,
                any_value(is_machine) as is_machine
            from planted join truth.campaigns using (campaign_no)
            where touched_at is not null
            group by all
            having count(distinct is_machine) = 1
        ),
        found as (
            select distinct d.campaign_code, t.touch_kind, t.is_machine,
                date_trunc('second', t.touched_at) as second
            from weft.marts.fct_touchpoints as t
            join weft.marts.dim_campaign as d using (campaign_key)
            where t.touch_kind in ('opened', 'clicked')
        )
        select touch_kind,
            count(*) filter (where not told.is_machine and not found.is_machine),
            count(*) filter (where not told.is_machine),
            count(*) filter (where not found.is_machine)
        from told left join found using (campaign_code, touch_kind, second)
        group by touch_kind
        """
    ).fetchall()
    assert len(rows) == 2
    for kind, right, planted, found in rows:
        print(f"{kind} by people: precision {right / found:.4f}, recall {right / planted:.4f}")
        assert right / found >= 0.98
        assert right / planted >= 0.98


def test_what_people_look_at_is_what_interests_them(db: duckdb.DuckDBPyConnection) -> None:
    known, topic, level = one(
        db,
        """
        with firsts as (
            select customer_key, brand_key,
                sum(page_view_count) as pages,
                max(topic) filter (where interest_rank = 1) as topic,
                max(price_level) filter (where interest_rank = 1) as price_level
            from weft.marts.customer_interests
            group by customer_key, brand_key
        )
        select
            count(*),
            avg((f.topic = r.interest_topic)::int),
            avg((f.price_level = r.price_level)::int)
        from firsts as f
        join truth.customer_person as c using (customer_key)
        join truth.relations as r using (person_id, brand_key)
        where f.pages >= 8
        """,
    )
    print(f"interests of {known}: topic {topic:.4f}, price level {level:.4f}")
    assert known > 300
    assert topic >= 0.95
    assert level >= 0.95


def test_scores_of_pages_add_up(db: duckdb.DuckDBPyConnection) -> None:
    off, shares, ranks = one(
        db,
        """
        select
            (select count(*) from weft.marts.fct_sessions as s
             join (select session_key, sum(page_score) as page_score
                   from weft.marts.fct_page_views group by session_key) as p using (session_key)
             where s.page_score != p.page_score),
            (select count(*) from (
                select sum(interest_share) as share from weft.marts.customer_interests
                group by customer_key, brand_key
             ) where abs(share - 1) > 0.001),
            (select count(*) from weft.marts.customer_interests as a
             join weft.marts.customer_interests as b using (customer_key, brand_key)
             where a.interest_rank < b.interest_rank and a.interest_score < b.interest_score)
        """,
    )
    assert (off, shares, ranks) == (0, 0, 0)


def test_complaints_and_searches_get_their_topic(db: duckdb.DuckDBPyConnection) -> None:
    complaints, complained, searches, searched = one(
        db,
        """
        with complained as (
            select t.topic, m.topic as found
            from truth.complaints as t
            left join weft.marts.fct_topic_mentions as m
                on m.said_in = 'complaint' and m.said_at = t.opened_at
                    and m.brand_key = t.brand_key
        ),
        products as (
            select distinct brand_key, topic,
                trim(regexp_replace(lower(product_name), '[^a-z0-9]+', ' ', 'g')) as term
            from truth.purchase_lines join truth.purchases using (purchase_id)
        ),
        searched as (
            select p.topic, m.topic as found
            from truth.search_terms as s
            join products as p on p.brand_key = s.brand_key and p.term = s.term
            join weft.marts.fct_topic_mentions as m using (mention_key)
        )
        select
            (select count(*) from complained),
            (select avg((found is not distinct from topic)::int) from complained),
            (select count(*) from searched),
            (select avg((found is not distinct from topic)::int) from searched)
        """,
    )
    print(
        f"topics: {complained:.4f} of {complaints} complaints, "
        f"{searched:.4f} of {searches} searches"
    )
    assert complaints > 20
    assert searches > 100
    assert complained >= 0.95
    assert searched >= 0.95


def test_every_mention_is_in_the_report_once(db: duckdb.DuckDBPyConnection) -> None:
    mentions, reported = one(
        db,
        """
        select
            (select count(*) from weft.marts.fct_topic_mentions),
            (select sum(search_count + complaint_count + other_case_count + call_count)
             from weft.marts.rpt_topics)
        """,
    )
    assert mentions == reported


def test_objectives_are_reached_once(db: duckdb.DuckDBPyConnection) -> None:
    forms, found_forms, stays, bookings, reloads, purchases = one(
        db,
        """
        select
            (select count(*) from truth.visits
             where outcome = 'form' and not has_declined_cookies),
            (select count(*) from weft.marts.fct_conversions
             where objective in ('lead_form', 'download')),
            (select count(*) from truth.purchases
             where brand_key = 'linden' and cancelled_at is null and not is_test),
            (select count(*) from weft.marts.fct_conversions where objective = 'booking'),
            (select count(*) from truth.purchases as p
             join truth.order_ids as i using (purchase_id)
             where p.has_reload and p.visit_id is not null
                and p.cancelled_at is null and not p.is_test),
            (select count(*) from truth.purchases as p
             join truth.order_ids as i using (purchase_id)
             join weft.marts.fct_conversions as c using (source_system, source_id)
             where p.has_reload and p.visit_id is not null
                and p.cancelled_at is null and not p.is_test and c.objective = 'purchase')
        """,
    )
    assert forms > 50
    # One form of a visit that left or lost its file.
    assert abs(found_forms - forms) <= 1
    assert abs(bookings - stays) / stays < 0.01
    assert reloads > 50
    # An order sent back whole has earned nothing.
    assert 0.97 * reloads <= purchases <= reloads


def test_registrations_are_cards_and_have_their_brand(db: duckdb.DuckDBPyConnection) -> None:
    planted, found, strange, brandless = one(
        db,
        """
        with planted as (
            select source_id from truth.registrations where source_system = 'loyalty'
        ),
        found as (
            select * from weft.marts.fct_conversions where objective = 'registration'
        )
        select
            (select count(*) from planted),
            (select count(*) from planted join found using (source_id)),
            (select count(*) from found anti join planted using (source_id)),
            (select count(*) from found where brand_key is distinct from 'fernside')
        """,
    )
    print(f"cards: {planted} planted, {found} found, {strange} strange")
    assert planted > 200
    # A till's dummy card is nobody's registration.
    assert planted - 2 <= found <= planted
    assert (strange, brandless) == (0, 0)


def test_what_somebody_unknown_reached_is_credited_to_her_visits(
    db: duckdb.DuckDBPyConnection,
) -> None:
    reached, credited, strange = one(
        db,
        """
        select
            count(distinct c.conversion_key),
            count(distinct c.conversion_key) filter (where a.touchpoint_key is not null),
            count(*) filter (
                where t.visitor_key is distinct from c.visitor_key or t.customer_key is not null)
        from weft.marts.fct_conversions as c
        join weft.marts.fct_attribution as a using (conversion_key)
        left join weft.marts.fct_touchpoints as t on a.touchpoint_key = t.touchpoint_key
        where c.customer_key is null and c.visitor_key is not null
            and a.attribution_model = 'linear'
        """,
    )
    assert reached > 10
    # Who sends a form was there in a visit, which counts.
    assert (credited, strange) == (reached, 0)
