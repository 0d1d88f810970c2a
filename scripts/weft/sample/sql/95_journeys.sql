-- The touches before each order, in order, and the one that caused it.

-- Touches of a known customer with a brand: a delivered piece, a call, an opened
-- or clicked message,
-- a visit. Machines' opens and clicks are none.
create or replace table touch as
select relation_id, sent_at as touched_at, channel, 'delivered' as touch_kind, contact_id,
    null::bigint as visit_id,
    campaign_no,
from contact where channel in ('post', 'phone') and status = 'sent'
union all
select relation_id, opened_at, channel, 'opened', contact_id, null, campaign_no,
from contact where channel = 'email' and opened_at is not null
union all
select relation_id, clicked_at, channel, 'clicked', contact_id, null, campaign_no,
from contact where channel in ('email', 'sms') and clicked_at is not null
union all
select relation_id, started_at, case when campaign.platform is not null then campaign.channel
    else arrival end,
    'visited', contact_id, visit_id, visit.campaign_no,
from visit
left join campaign on campaign.campaign_no = visit.campaign_no
where relation_id is not null;

-- One row per order and touch of the 30 days before it that is not before the previous order.
create or replace table journey as
with bounded as (
    select purchase_id, relation_id, ordered_at, cause_contact_id, cause_visit_id,
        greatest(ordered_at - interval 30 day, coalesce(lag(ordered_at) over (
            partition by relation_id order by ordered_at, purchase_id),
                timestamp '1970-01-01')) as opens_at,
    from purchase
),
joined as (
    select
        bounded.purchase_id,
        bounded.ordered_at,
        touch.* exclude (relation_id),
        coalesce(
            (bounded.cause_visit_id is not null and touch.visit_id = bounded.cause_visit_id)
            or (bounded.cause_visit_id is null and touch.visit_id is null
                and touch.touch_kind = 'delivered'
                and touch.contact_id = bounded.cause_contact_id), false) as is_cause,
    from bounded
    inner join touch
        on touch.relation_id = bounded.relation_id
        and touch.touched_at > bounded.opens_at and touch.touched_at <= bounded.ordered_at
)
select
    purchase_id,
    (row_number() over (partition by purchase_id order by touched_at, touch_kind, contact_id,
        visit_id))::integer
        as ordinal,
    touched_at,
    channel,
    touch_kind,
    campaign_no,
    contact_id,
    visit_id,
    is_cause,
from joined;

drop table touch;
