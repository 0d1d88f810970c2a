-- What Mailchimp knows: members with their status over time, campaigns, and what became of each mail.

-- One row per e-mail campaign. Its activity is exported once, in the delivery after it or one later.
create or replace table mailchimp_campaign as
with titled as (
    select
        campaign_no,
        campaign_code,
        brand_key,
        brand_n,
        sends_at,
        starts_on,
        unit_cost,
        offer_topic,
        discount_percent,
        mailchimp_id,
        '[' || campaign_code || '] ' || campaign_name as title,
        delivered_on(starts_on + case when chance('activity late', campaign_code, 0.03) then 7
            else 0 end) as delivered_on,
        row_number() over (partition by brand_key order by starts_on, campaign_code) as file_n,
        chance('two subjects', campaign_code, 0.1) as has_variants,
        text_of('audience', brand_key)[1:10] as list_id,
    from campaign
    where channel = 'email'
)
select
    *,
    file_n || '_' || trim(regexp_replace(lower(title), '[^a-z0-9]+', '-', 'g'), '-') || '.csv'
        as file_name,
    delivered_on || '/mailchimp/' || brand_key as folder,
from titled;

-- One row per mail. Who left through one did so before the next one came.
create or replace table mailchimp_send as
with left_through as (
    select max_by(contact_id, (sent_at, contact_id)) as contact_id, member.opted_out_at,
    from contact
    inner join member using (relation_id)
    where contact.channel = 'email' and member.opted_out_via = 'mailchimp'
        and contact.sent_at < member.opted_out_at
    group by relation_id, member.opted_out_at
)
select
    contact.contact_id,
    contact.person_id,
    contact.relation_id,
    contact.campaign_no,
    contact.sent_at,
    contact.status,
    contact.opened_at,
    contact.clicked_at,
    contact.machine_opened_at,
    contact.machine_clicked_at,
    listed.delivered_on,
    left_through.opted_out_at as unsubscribed_at,
    -- Spam buttons are few; most give no reason.
    case when left_through.contact_id is not null then
        pick(['NORMAL', 'NORMAL', 'NORMAL', 'NORMAL', 'NOSIGNUP', 'INAPPROPRIATE', 'OTHER', 'SPAM'],
            'reason', contact.contact_id) end as unsubscribed_reason,
from contact
inner join mailchimp_campaign as listed using (campaign_no)
left join left_through using (contact_id)
where contact.channel = 'email';

-- One row per open: people's, their second looks, and the fetches of mail programs.
create or replace table mailchimp_open as
with opens as (
    select contact_id * 4 as open_key, opened_at, false as is_machine, relation_id, person_id,
        campaign_no, delivered_on,
    from mailchimp_send where opened_at is not null
    union all
    select contact_id * 4 + 1, opened_at + to_seconds(600 + whole('again', contact_id, 90000)),
        false, relation_id, person_id, campaign_no, delivered_on,
    from mailchimp_send where opened_at is not null and chance('opens again', contact_id, 0.15)
    union all
    select contact_id * 4 + 2, machine_opened_at, true, relation_id, person_id, campaign_no,
        delivered_on,
    from mailchimp_send where machine_opened_at is not null
)
select
    opens.open_key,
    opens.opened_at,
    opens.relation_id,
    opens.campaign_no,
    opens.delivered_on,
    case
        when is_machine then '17.' || whole('proxy a', open_key, 256) || '.'
            || whole('proxy b', open_key, 256) || '.' || whole('proxy c', open_key, 256)
        when member.email like '%@gmail.%' and chance('google fetches', open_key, 0.3)
            then '66.249.' || (80 + whole('proxy a', open_key, 16)) || '.'
            || whole('proxy b', open_key, 256)
        when chance('opens on the move', open_key, 0.3)
            then mobile_address(opens.person_id * 128 + date_diff('week', date '2020-01-06',
                opens.opened_at::date))
        else home_address(person.household_id * 16 + date_diff('day', date '2020-01-01',
            opens.opened_at::date) // 150, opens.person_id * 4)
    end as ip_address,
from opens
inner join member using (relation_id)
inner join person on person.person_id = opens.person_id
where opens.opened_at < opens.delivered_on;

-- One row per click. A scanner follows every link of a mail within seconds.
create or replace table mailchimp_click as
with clicks as (
    select
        send.contact_id * 8 as click_key,
        send.clicked_at,
        send.relation_id,
        send.campaign_no,
        send.delivered_on,
        visit_request.ip_address,
        'https://' || brand.host || coalesce(page_view.path || visit_request.query, '/') as url,
    from mailchimp_send as send
    inner join campaign using (campaign_no)
    inner join brand on brand.brand_n = campaign.brand_n
    left join visit on visit.contact_id = send.contact_id and visit.arrival = 'email'
    left join visit_request using (visit_id)
    left join page_view on page_view.visit_id = visit.visit_id and page_view.ordinal = 1
    where send.clicked_at is not null
    union all
    select
        send.contact_id * 8 + link.n,
        machine_clicked_at + to_seconds(link.n // 2),
        send.relation_id,
        send.campaign_no,
        send.delivered_on,
        pick(['52.102.', '104.47.', '148.163.', '34.252.'], 'scanner', send.person_id)
            || (whole('scanner a', send.person_id, 250)) || '.'
            || (1 + whole('scanner b', send.contact_id, 250)),
        'https://' || brand.host || case link.n when 1 then '/' when 4 then '/contact'
            else '/' || lower(brand_topic.topics[link.n]) end
        || '?utm_source=mailchimp&utm_medium=email&utm_campaign=' || campaign.utm_campaign
        || '&mc_cid=' || campaign.mailchimp_id || '&mc_eid=' || member.euid,
    from mailchimp_send as send
    inner join member using (relation_id)
    inner join campaign using (campaign_no)
    inner join brand on brand.brand_n = campaign.brand_n
    inner join brand_topic on brand_topic.brand_key = brand.brand_key
    cross join range(1, 5) as link(n)
    where send.machine_clicked_at is not null
)
select * from clicks where clicked_at < delivered_on;

-- One row per member and full list, with what they are on that day.
create or replace table mailchimp_listed as
with cleaned as (
    select relation_id, min(sent_at) as cleaned_at, arg_min(campaign_no, (sent_at, contact_id))
        as campaign_no
    from mailchimp_send
    where status = 'bounced'
    group by relation_id
),
left_by as (
    select relation_id, max(campaign_no) as campaign_no
    from mailchimp_send
    where unsubscribed_at is not null
    group by relation_id
),
stated as (
    select
        snapshot.delivered_on,
        mailchimp_member.*,
        member.is_subscriber,
        case when member.opted_out_via = 'mailchimp' then member.opted_out_at
            else member.known_at end as left_at,
        member.back_in_at,
        cleaned.cleaned_at,
        cleaned.campaign_no as cleaned_campaign_no,
        left_by.campaign_no as left_campaign_no,
    from mailchimp_member
    inner join member using (relation_id)
    inner join snapshot on member.joined_at < snapshot.delivered_on
    left join cleaned using (relation_id)
    left join left_by using (relation_id)
)
select
    stated.*,
    case
        when cleaned_at < stated.delivered_on then 'cleaned'
        when not is_subscriber then 'nonsubscribed'
        when left_at < stated.delivered_on
            and (back_in_at is null or back_in_at >= stated.delivered_on) then 'unsubscribed'
        else 'subscribed'
    end as member_status,
    case when back_in_at < stated.delivered_on then back_in_at else joined_at end as signed_up_at,
    left_campaign.title as left_title,
    left_campaign.mailchimp_id as left_mailchimp_id,
    clean_campaign.title as clean_title,
    clean_campaign.mailchimp_id as clean_mailchimp_id,
from stated
left join mailchimp_campaign as left_campaign
    on left_campaign.campaign_no = stated.left_campaign_no
left join mailchimp_campaign as clean_campaign
    on clean_campaign.campaign_no = stated.cleaned_campaign_no;

-- One row per campaign and report: each month those of the two months before.
create or replace table mailchimp_report as
with days as (
    select delivered_on from delivery
    where delivered_on = getvariable('period_end') + 1
        or (isodow(delivered_on) = 1 and day(delivered_on) <= 7)
),
counted as (
    select
        campaign_no,
        count(*) as recipients,
        count(*) filter (status = 'soft_bounced') as soft_bounces,
        count(*) filter (status = 'bounced') as hard_bounces,
        count(*) filter (coalesce(opened_at, machine_opened_at) is not null) as openers,
        count(opened_at) + count(machine_opened_at) as opens,
        count(*) filter (coalesce(clicked_at, machine_clicked_at) is not null) as clickers,
        count(clicked_at) + 4 * count(machine_clicked_at) as clicks,
        count(unsubscribed_at) as unsubscribes,
        count(*) filter (unsubscribed_at is not null and unsubscribed_reason = 'SPAM')
            as complaints,
    from mailchimp_send
    group by campaign_no
)
select days.delivered_on, listed.* exclude (delivered_on), counted.* exclude (campaign_no),
from days
inner join mailchimp_campaign as listed
    on listed.sends_at < days.delivered_on and listed.starts_on >= days.delivered_on - 62
inner join counted using (campaign_no);
