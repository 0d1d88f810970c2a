-- Calls, complaints, exhibitions and webinars, advertising, suppression and privacy requests.

-- People who complain, and what about. Who is out of all by a complaint says so in it.
create or replace table complaint as
with first_relation as (
    select opt_out_all.person_id, opt_out_all.acted_at, min(relation.relation_id) as relation_id,
    from opt_out_all
    inner join relation
        on relation.person_id = opt_out_all.person_id and relation.started_on <= acted_at::date
    where opt_out_all.via = 'complaint'
    group by all
),
drawn as (
    select
        relation_id as complaint_id,
        relation_id,
        relation.person_id,
        brand_key,
        moment(day_between(greatest(started_on, getvariable('period_start')),
            getvariable('period_end') - 1,
            'complaint', relation_id),
                30000 + whole('complaint hour', relation_id, 40000)) as opened_at,
        pick(['delivery', 'delivery', 'quality', 'price', 'too much mail', 'staff', 'refund',
            'booking'], 'complaint about',
            relation_id) as topic,
        false as wants_out,
    from relation
    where chance('complains', relation_id,
        getvariable('effects').complaint * getvariable('months') / 12)
    union all
    select (1::bigint << 40) + person_id, relation_id, person_id, relation.brand_key, acted_at,
        'too much mail', true,
    from first_relation
    inner join relation using (relation_id, person_id)
)
select
    * exclude (wants_out),
    case when chance('closed', complaint_id, 0.9)
        then opened_at + to_seconds(7200 + whole('closed after', complaint_id,
            1200000)) end as closed_at,
    pick(['Phone', 'Email', 'Web'], 'complaint origin', complaint_id) as origin,
    case topic
        when 'delivery' then pick(['Parcel never arrived', 'Where is my order?',
            'Left in the rain', 'Late again'],
            'complaint text', complaint_id)
        when 'quality' then pick(['Broken on arrival', 'Came apart after a week',
            'Not as described'],
            'complaint text', complaint_id)
        when 'price' then pick(['Cheaper the day after', 'Charged twice', 'Offer not applied'],
            'complaint text', complaint_id)
        when 'too much mail' then case
            when wants_out then pick(['Please stop sending me things', 'Remove me from your list'],
                'complaint text', complaint_id)
            else pick(['Too many e-mails', 'Too many letters'], 'complaint text', complaint_id)
        end
        when 'staff' then pick(['Rude on the phone', 'Kept waiting an hour'], 'complaint text',
            complaint_id)
        when 'refund' then pick(['Refund not received', 'Where is my money?'], 'complaint text',
            complaint_id)
        else pick(['Booking lost', 'Wrong room', 'Double booked'], 'complaint text', complaint_id)
    end as subject,
from drawn
order by complaint_id;

-- Inbound calls: orders by phone, complaints by phone, and questions.
create or replace table inbound_call as
select purchase_id as call_id, person_id, purchase.brand_key,
    ordered_at - interval 5 minute as called_at,
    120 + whole('call length', purchase_id, 700) as seconds, 'order' as topic, purchase_id,
    code_used,
    -- Who read no code out may have rung the number beside it.
    case when code_used is null and chance('rings the printed number', purchase_id, 0.8)
        then response_number end as response_number,
from purchase
left join campaign using (campaign_no)
where order_channel = 'phone' and cause <> 'phone'
union all
select (1::bigint << 56) + complaint_id, person_id, brand_key, opened_at - interval 6 minute,
    200 + whole('call length', complaint_id, 1500), 'complaint', null, null, null,
from complaint where origin = 'Phone'
union all
select (1::bigint << 57) + relation_id, person_id, brand_key,
    moment(day_between(greatest(started_on, getvariable('period_start')),
        getvariable('period_end') - 1, 'question',
        relation_id), 30000 + whole('question hour', relation_id, 30000)),
    60 + whole('call length', relation_id, 500), 'question', null, null, null,
from relation where chance('asks', relation_id, 0.08)
order by call_id;

-- Who registers for exhibitions and webinars, and who comes.
create or replace table attendance as
with invited as (
    select campaign.campaign_no, campaign.channel, campaign.brand_key, campaign.starts_on,
        contact_role.person_id,
        campaign.campaign_no::bigint * 16777216 + contact_role.person_id as attendance_id,
            contact_role.seniority,
    from campaign
    cross join contact_role
    where campaign.channel in ('exhibition', 'webinar')
),
registered as (
    select * from invited
    where chance('registers', attendance_id, case channel when 'webinar' then 0.1 else 0.08 end
        * case seniority when 'junior' then 1.3 when 'manager' then 1.1 else 0.5 end)
)
select
    attendance_id,
    campaign_no,
    channel,
    brand_key,
    person_id,
    starts_on,
    moment(starts_on - 2 - whole('registered before', attendance_id, 30)::integer,
        30000 + whole('registered hour', attendance_id, 40000)) as registered_at,
    case when chance('comes', attendance_id, 0.65) then 'attended'
        when chance('cancels', attendance_id, 0.1)
        then 'cancelled' else 'registered' end as status,
    case channel when 'webinar'
        then from_london(moment(starts_on, 36000)) + to_seconds(whole('joins', attendance_id, 900))
        else moment(starts_on + whole('show day', attendance_id, 3)::integer,
            33000 + whole('show hour', attendance_id, 25000))
    end as attended_at,
    10 + whole('minutes', attendance_id, 50) as minutes,
    case when channel = 'exhibition' and chance('brings somebody', attendance_id, 0.15) then 1
        else 0 end as companions,
from registered
order by attendance_id;

-- One row per advertising campaign, day
-- and device. Clicks are at least the visits that follow them.
create or replace table ad_day as
with days as (
    select unnest(generate_series(getvariable('period_start')::timestamp,
        getvariable('period_end')::timestamp,
        interval 1 day))::date as day
),
landed as (
    select campaign_no, london(started_at)::date as day,
        case device_category when 'tablet' then 'mobile' else device_category end as device,
            count(*) as visits,
    from visit
    where length(arrival) = 3 and arrival = upper(arrival)
    group by all
)
select
    campaign.campaign_no,
    days.day,
    device.name as device,
    coalesce(landed.visits, 0) + whole('lost clicks', campaign_code || days.day || device.name,
        3) as clicks,
    (coalesce(landed.visits, 0) + 1) * (20 + whole('impressions', campaign_code || days.day
        || device.name, 60))
        as impressions,
    ((coalesce(landed.visits, 0) + whole('lost clicks', campaign_code || days.day || device.name,
        3))
        * (18 + whole('price', campaign_code || days.day, 90)) / 100.0)::decimal(18, 2) as cost,
    floor(coalesce(landed.visits, 0) * 0.09 * 4) / 4 as platform_conversions,
from campaign
cross join days
cross join (values ('desktop'), ('mobile')) as device(name)
left join landed
    on landed.campaign_no = campaign.campaign_no and landed.day = days.day
        and landed.device = device.name
where campaign.platform is not null
order by campaign_no, day, device;

-- Entries of the public suppression files; people who are in no system of ours among them.
create or replace table suppression as
select 'mps' as list, person_id,
    day_between(getvariable('period_start') - 700, getvariable('period_end') - 10, 'mps on',
    person_id) as requested_on,
from person where chance('on the mps', person_id, 0.04)
union all
select 'tps', person_id,
    day_between(getvariable('period_start') - 700, getvariable('period_end') - 10, 'tps on',
        person_id),
from person where country_code = 'GB' and chance('on the tps', person_id, 0.08)
union all
select 'deceased', person_id, deceased_on + 20 + whole('deceased known', person_id, 60)::integer,
from person where deceased_on is not null and chance('deceased listed', person_id, 0.8)
union all
select 'gone_away', residence.person_id,
    residence.valid_from + 60 + whole('gone known', residence.person_id, 90)::integer,
from residence
where valid_from > date '1990-01-01' and chance('gone listed', residence.person_id, 0.35)
order by list, person_id;

-- Requests under the data protection law.
create or replace table privacy_request as
select
    person_id as request_n,
    person_id,
    pick(['ERASURE', 'ERASURE', 'ACCESS', 'ACCESS', 'OPT_OUT', 'RECTIFICATION', 'RESTRICTION'],
        'request', person_id)
        as request_type,
    moment(day_between(getvariable('period_start') + 40, getvariable('period_end') - 5,
        'requested', person_id),
        30000 + whole('request hour', person_id, 40000)) as requested_at,
    case when chance('request done', person_id, 0.85) then moment(
        day_between(getvariable('period_start') + 40, getvariable('period_end') - 5, 'requested',
            person_id)
        + 3 + whole('request days', person_id, 24)::integer, 50000) end as completed_at,
from person
where kind <> 'prospect' and chance('asks for privacy', person_id, 0.003)
order by person_id;
