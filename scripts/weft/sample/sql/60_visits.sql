-- Web visits, and the orders they and everything else lead to.

-- Share of the period in which a relation exists, and its first day in it.
create or replace table activity as
select
    relation.relation_id,
    relation.person_id,
    relation.brand_n,
    relation.brand_key,
    relation.value,
    relation.uses_web,
    relation.uses_shop,
    greatest(relation.started_on, getvariable('period_start')) as active_from,
    least(coalesce(person.deceased_on, getvariable('period_end')),
        getvariable('period_end')) as active_to,
    date_diff('day', greatest(relation.started_on, getvariable('period_start')),
        getvariable('period_end') + 1)
    / 365.25 as active_years,
    person.best_hour,
    person.preferred_channel,
    person.is_test,
    relation.brand_key = 'tradewell' as is_trade,
from relation
inner join person using (person_id)
where coalesce(person.deceased_on, getvariable('period_end')) > relation.started_on;

create or replace macro moment_of_day(day, best_hour, salt, key) as
    from_london(moment(day, case
        when chance(salt || ' at best hour', key, 0.4) then best_hour * 3600
        else 25200 + whole(salt || ' hour', key, 54000)
    end + whole(salt || ' second', key, 3600)));

-- What brings a visit that no message brought.
create or replace macro arrival(d) as case
    when d < 0.27 then 'direct'
    when d < 0.57 then 'organic'
    when d < 0.68 then 'GBR'
    when d < 0.75 then 'GGN'
    when d < 0.78 then 'BBR'
    when d < 0.80 then 'BGN'
    when d < 0.85 then 'MPR'
    when d < 0.88 then 'MRT'
    when d < 0.91 then 'GDS'
    when d < 0.96 then 'referral'
    else 'social'
end;

create or replace table visit_seed as
with answers as (
    select
        (1::bigint << 44) + contact.contact_id as visit_id,
        case
            when contact.channel <> 'post' then contact.channel
            when chance('qr', contact_id, 0.3) then 'qr'
            else 'purl'
        end as arrival,
        contact.person_id,
        contact.relation_id,
        campaign.brand_n,
        contact.clicked_at as started_at,
        contact.contact_id,
        contact.campaign_no,
        contact.channel = 'post' and not chance('qr', contact_id, 0.3)
        and chance('forwarded', contact_id, getvariable('effects').forwarded_purl) as is_forwarded,
    from contact
    inner join campaign using (campaign_no)
    where contact.clicked_at < moment(getvariable('period_end'), 86400)
),
passed_on as (
    select
        answers.* exclude (person_id, relation_id),
        case
            when not is_forwarded then answers.person_id
            when household.size > 1 and household.first_person_id <> answers.person_id
                then household.first_person_id
            when household.size > 1 then household.first_person_id + 1
            else 1 + whole('friend', contact_id, getvariable('people_count'))
        end as person_id,
        relation_id as own_relation_id,
    from answers
    inner join person on person.person_id = answers.person_id
    inner join household on household.household_id = person.household_id
),
-- Who uses another's link does so as the customer they are themselves, if of this brand at all.
received as (
    select
        passed_on.* exclude (own_relation_id),
        case when is_forwarded then relation.relation_id else own_relation_id end as relation_id,
    from passed_on
    left join relation
        on relation.person_id = passed_on.person_id and relation.brand_n = passed_on.brand_n
),
own as (
    select
        (2::bigint << 44) + relation_id * 256 + series.k as visit_id,
        arrival(draw('arrival', relation_id * 256 + series.k)) as arrival,
        person_id,
        relation_id,
        brand_n,
        best_hour,
        day_between(active_from, active_to, 'visit day', relation_id * 256 + series.k) as day,
    from activity
    inner join range(0, 250) as series(k)
        on series.k < least(250, counted('visits', relation_id,
            getvariable('effects').visits_yearly * active_years * sqrt(value)
            * case when uses_web then 1 else 0.3 end))
),
strangers as (
    select
        (3::bigint << 44) + n as visit_id,
        arrival(0.1 + 0.9 * draw('stranger arrival', n)) as arrival,
        case when draw('stranger brand', n) < 0.42 then 0 when draw('stranger brand', n) < 0.72
            then 1
            when draw('stranger brand', n) < 0.93 then 2 else 3 end as brand_n,
        day_between(getvariable('period_start'), getvariable('period_end'), 'stranger day',
            n) as day,
    from range((getvariable('effects').visits_yearly * getvariable('people').strangers * getvariable('customers')
        * getvariable('months') / 12)::bigint) as series(n)
),
every as (
    select visit_id, arrival, person_id, relation_id, brand_n, started_at, contact_id, campaign_no,
        is_forwarded
    from received
    union all
    select own.visit_id, own.arrival, own.person_id, own.relation_id, own.brand_n,
        moment_of_day(own.day, own.best_hour, 'visit', own.visit_id), null, campaign.campaign_no,
            false
    from own
    left join campaign on campaign.campaign_code[5:7] = own.arrival
        and campaign.brand_n = own.brand_n
        and campaign.platform is not null
    union all
    select strangers.visit_id, strangers.arrival, null, null, strangers.brand_n,
        moment_of_day(strangers.day, 7 + whole('stranger best', strangers.visit_id, 15), 'visit',
            strangers.visit_id),
        null, campaign.campaign_no, false
    from strangers
    left join campaign on campaign.campaign_code[5:7] = strangers.arrival
        and campaign.brand_n = strangers.brand_n
        and campaign.platform is not null
)
select
    *,
    relation_id is not null and chance('converts', visit_id, case arrival
        when 'email' then 0.10 when 'sms' then 0.08 when 'GBR' then 0.10 when 'GGN' then 0.07
            when 'BBR' then 0.09
        when 'BGN' then 0.06 when 'MPR' then 0.03 when 'MRT' then 0.06 when 'GDS' then 0.02
            else 0 end) as converts,
from every
where started_at >= getvariable('period_start')
    and started_at < moment(getvariable('period_end'), 86400);

create or replace macro channel_of_order(d, brand_n, uses_web, uses_shop) as case
    when uses_shop and uses_web then case when d < 0.5 then 'web' when d < 0.97 then 'shop'
        else 'phone' end
    when uses_shop then 'shop'
    when uses_web then case when d < [0.95, 0.97, 0.7, 0.6][brand_n + 1] then 'web' else 'phone' end
    else 'phone'
end;

-- One row per order before it is priced.
create or replace table purchase_seed as
with needed as (
    select
        (1::bigint << 40) + relation_id * 256 + series.k as purchase_id,
        activity.*,
        day_between(active_from, active_to, 'order day', relation_id * 256 + series.k) as day,
    from activity
    inner join range(0, 250) as series(k)
        on series.k < least(250, counted('orders', relation_id,
            getvariable('effects').orders_yearly * active_years * value))
),
by_need as (
    select
        purchase_id, relation_id, person_id, brand_n,
        channel_of_order(draw('order channel', purchase_id), brand_n, uses_web,
            uses_shop) as order_channel,
        moment_of_day(day, best_hour, 'order', purchase_id) as ordered_at,
        'none' as cause, null::bigint as cause_contact_id, null::bigint as cause_visit_id,
            null::integer as campaign_no,
    from needed
),
by_message as (
    select
        (2::bigint << 40) + contact.contact_id as purchase_id,
        contact.relation_id, contact.person_id, campaign.brand_n,
        case when contact.channel = 'phone' then 'phone'
            else channel_of_order(draw('order channel', contact_id) * 0.9 + 0.1, campaign.brand_n,
                coalesce(activity.uses_web, true), coalesce(activity.uses_shop, false)) end,
        case when contact.channel = 'phone' then contact.sent_at + interval 4 minute
            else moment_of_day(contact.sent_at::date + 3 + least(56,
                floor(-ln(1 - draw('mail order after', contact_id))
                * 13))::integer, person.best_hour, 'order', contact_id) end,
        contact.channel, contact.contact_id, null, contact.campaign_no,
    from contact
    inner join campaign using (campaign_no)
    inner join person on person.person_id = contact.person_id
    left join activity on activity.relation_id = contact.relation_id
    where contact.channel in ('post', 'phone')
        and contact.response_probability > 0
        and chance('buys for it', contact_id, contact.response_probability)
),
by_visit as (
    select
        (1::bigint << 52) + visit_id, relation_id, person_id, brand_n, 'web',
        started_at + to_seconds(240 + whole('order after', visit_id, 700)),
        'visit', contact_id, visit_id, campaign_no,
    from visit_seed
    where converts
),
every as (
    select * from by_need union all select * from by_message union all select * from by_visit
)
select
    every.*,
    brand.brand_key,
    case when order_channel = 'web'
        then coalesce(cause_visit_id, (1::bigint << 54) + purchase_id) end as visit_id,
from every
inner join brand using (brand_n)
inner join person using (person_id)
where ordered_at >= getvariable('period_start')
    and ordered_at < moment(getvariable('period_end'), 86100)
    and (person.deceased_on is null or ordered_at < person.deceased_on);

-- Which device a visit comes from. A device of a household is used by all in it; one that is handed
-- on belongs to the second person from a day on, and the first has a new one.
create or replace table device_owner as
select
    person.person_id,
    person.household_id,
    household.size > 1
    and chance('shared device', household_id,
        getvariable('people').shared_device) as has_shared_device,
    household.size > 1 and position <= 2
    and chance('device handed on', household_id,
        getvariable('people').device_handed_on * 2) as is_in_handover,
    position,
    household.first_person_id,
    day_between(getvariable('period_start') + 60, getvariable('period_end') - 60, 'handed on',
        household_id)
        as handed_on,
from person
inner join household using (household_id);

create or replace table visit as
with placed as (
    select visit_id, arrival, person_id, relation_id, brand_n, started_at, contact_id, campaign_no,
        is_forwarded,
        (1::bigint << 52) + visit_id as purchase_id, converts as is_order
    from visit_seed
    union all
    select visit_id,
        case when cause = 'post' then 'direct'
            when draw('order arrival', purchase_id) < 0.52 then 'direct'
            when draw('order arrival', purchase_id) < 0.9 then 'organic'
            else 'referral' end,
        person_id, relation_id, brand_n,
            ordered_at - to_seconds(200 + whole('order visit', purchase_id, 700)),
        case when cause = 'post' then cause_contact_id end, case when cause = 'post'
            then campaign_no end, false,
        purchase_id, true
    from purchase_seed
    where order_channel = 'web' and cause_visit_id is null
),
equipped as (
    select
        placed.*,
        case
            when placed.person_id is null
                then (5::bigint << 40) + (placed.visit_id & 1099511627775) // 2
            when has_shared_device and chance('on the shared device', visit_id, 0.45)
                then (4::bigint << 40) + household_id
            when is_in_handover and position = 2 and started_at >= handed_on
                and not chance('desk', visit_id, 0.35)
                then first_person_id * 4
            when is_in_handover and position = 1 and started_at >= handed_on
                and not chance('desk', visit_id, 0.35)
                then placed.person_id * 4 + 3
            when chance('desk', visit_id, 0.35) then placed.person_id * 4 + 1
            else placed.person_id * 4
        end as device_id,
    from placed
    left join device_owner on device_owner.person_id = placed.person_id
),
shaped as (
    select
        *,
        case
            when is_order then 'order'
            when arrival in ('purl', 'qr') then 'browse'
            when chance('bounces', visit_id, 0.35) then 'bounce'
            when chance('abandons', visit_id, getvariable('effects').abandoned) then 'abandoned'
            when chance('searches', visit_id, 0.12) then 'search'
            when chance('fills in', visit_id, case brand_n when 3 then 0.12 when 2 then 0.06
                else 0.03 end) then 'form'
            else 'browse'
        end as outcome,
        ((device_id * 4 + brand_n) << 6)
        + (date_diff('day', date '2020-01-01', started_at::date) + whole('cookie', device_id,
            220)) // 220
            as cookie_key,
    from equipped
)
select
    shaped.* exclude (purchase_id, is_order),
    brand.brand_key,
    case when is_order then purchase_id end as purchase_id,
    (case outcome
        when 'bounce' then 1
        when 'order' then 5 + whole('pages', visit_id, 4)
        when 'abandoned' then 4 + whole('pages', visit_id, 4)
        else 2 + whole('pages', visit_id, 5)
    end)::integer as page_count,
    case
        when device_id >= (4::bigint << 40) and device_id < (5::bigint << 40) then 'tablet'
        when device_id >= (5::bigint << 40) then case
            when chance('stranger on a phone', device_id, 0.6) then 'mobile'
            else 'desktop' end
        when device_id & 3 = 1 then 'desktop'
        else 'mobile'
    end as device_category,
    -- Signed in from this page on; null: never. Buyers sign in at the checkout,
    -- some others earlier.
    case
        when relation_id is null then null
        when outcome = 'order' then case when chance('guest checkout', visit_id, 0.15) then null
            else page_count - 1 end
        when chance('signs in', visit_id, case when is_forwarded
            then getvariable('effects').forwarded_signs_in else 0.15 end)
            then 1 + whole('signs in at', visit_id, page_count)
    end::integer as signed_in_from,
    chance('declines cookies', device_id, 0.04) as has_declined_cookies,
from shaped
inner join brand using (brand_n);

drop table visit_seed;

-- One row per cookie: a browser, a brand's site and half a year or so.
create or replace table cookie as
select
    cookie_key,
    any_value(device_id) as device_id,
    any_value(brand_key) as brand_key,
    min(started_at) as first_seen_at,
    max(started_at) as last_seen_at,
    (1000000000 + whole('cookie id', cookie_key, 1147483647))::varchar || '.'
        || epoch(min(started_at))::bigint
        as visitor_id,
    any_value(device_category) as device_category,
from visit
group by cookie_key;
