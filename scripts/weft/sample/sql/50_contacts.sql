-- Everything the brands send, and what the people it is for do with it.

create or replace macro was_allowed(sent_at, first_answer, known_at, back_in_at) as
    first_answer = 'opt_in' and (
        known_at is null or sent_at < known_at or (back_in_at is not null and sent_at >= back_in_at)
    );

-- How much more or less a person answers in a channel, for liking it or not.
create or replace macro liking(preferred_channel, channel) as
    case when preferred_channel = channel then getvariable('effects').preferred_channel_lift
    else getvariable('effects').other_channel_drag end;

create or replace macro tiredness(pressure) as
    case when pressure >= 4 then getvariable('effects').fatigue_at_four
    when pressure = 3 then getvariable('effects').fatigue_at_three else 1 end;

-- The next time the wall clock of London shows an hour, some minutes into it.
create or replace macro next_at_hour(after, hour, salt, key) as
    from_london(
        (london(after))::date::timestamp
        + to_seconds(case when hour(london(after)) >= hour then 86400 else 0 end
            + hour * 3600 + whole(salt, key, 3600))
    );

create or replace table email_send as
select
    (campaign.campaign_no::bigint << 24) + member.person_id as contact_id,
    campaign.campaign_no,
    member.relation_id,
    member.person_id,
    campaign.sends_at + to_seconds(whole('stagger',
        (campaign.campaign_no::bigint << 24) + member.person_id, 1500))
        as sent_at,
    (date_diff('day', date '2000-01-03', campaign.starts_on) // 7)::integer as week_no,
    member.dead_from is not null and campaign.starts_on >= member.dead_from as is_dead,
from member
inner join person using (person_id)
inner join campaign
    on campaign.brand_key = member.brand_key and campaign.channel = 'email'
where member.is_subscriber
    and campaign.sends_at > member.joined_at
    and was_allowed(campaign.sends_at, 'opt_in', member.known_at, member.back_in_at)
    and (member.dead_from is null or campaign.starts_on < member.dead_from + 14)
    and (
        person.is_over_contacted
        or chance('sent', (campaign.campaign_no::bigint << 24) + member.person_id,
            getvariable('effects').emails_sent_share)
    );

create or replace table email_pressure as
select person_id, week_no, count(*)::tinyint as pressure
from email_send
group by person_id, week_no
having count(*) > 1;

-- One row per person and campaign: a message sent, held out or blocked.
create or replace table contact as
with pressed as (
    select
        email_send.*,
        coalesce(email_pressure.pressure, 1) as pressure,
        person.preferred_channel,
        person.best_hour,
        person.has_privacy_proxy,
        coalesce(contact_role.has_link_scanner, false)
            and (relation_id & 3) = 3 as has_link_scanner,
    from email_send
    inner join person using (person_id)
    left join contact_role using (person_id)
    left join email_pressure using (person_id, week_no)
),
stated as (
    select
        *,
        case
            when is_dead then 'bounced'
            when chance('soft bounce', contact_id, 0.004) then 'soft_bounced'
            else 'sent'
        end as status,
        least(0.95, 0.3 * tiredness(pressure) * case when preferred_channel = 'email' then 1.4
            else 0.85 end)
            as open_probability,
        least(0.9, 0.11 * tiredness(pressure) * liking(preferred_channel,
            'email')) as click_probability,
    from pressed
),
opened as (
    select
        *,
        case
            when status <> 'sent' or not chance('opens', contact_id, open_probability) then null
            when chance('opens at the best hour', contact_id, 0.65)
                then next_at_hour(sent_at, best_hour, 'open minute', contact_id)
            else sent_at + to_seconds(60 + floor(-ln(1 - draw('opens after', contact_id)) * 21600))
        end as opened_at,
    from stated
)
select
    contact_id,
    campaign_no,
    relation_id,
    person_id,
    'email' as channel,
    sent_at,
    status,
    pressure,
    opened_at,
    case when opened_at is not null and chance('clicks', contact_id, click_probability)
        then opened_at + to_seconds(5 + whole('clicks after', contact_id, 90)) end as clicked_at,
    case when status = 'sent' and has_privacy_proxy and chance('proxy opens', contact_id, 0.95)
        then sent_at + to_seconds(2 + whole('proxy after', contact_id,
            240)) end as machine_opened_at,
    case when status = 'sent' and has_link_scanner
        then sent_at + to_seconds(1 + whole('scanner after', contact_id,
            20)) end as machine_clicked_at,
    null::varchar as cell_code,
    false as is_control,
    null::varchar as list_code,
    null::bigint as registration_id,
    null::varchar as purl,
    null::double as response_probability,
from opened;

drop table email_send;

-- Texts: at noon, to those who allowed them.
insert into contact
with sends as (
    select
        (campaign.campaign_no::bigint << 24) + permission.person_id as contact_id,
        campaign.campaign_no,
        permission.relation_id,
        permission.person_id,
        campaign.sends_at + interval 2 hour + to_seconds(
            whole('stagger', (campaign.campaign_no::bigint << 24) + permission.person_id,
                900)) as sent_at,
        person.preferred_channel,
    from permission
    inner join person using (person_id)
    inner join campaign on campaign.brand_key = permission.brand_key and campaign.channel = 'sms'
    where permission.channel = 'sms'
        and campaign.sends_at > permission.asked_at
        and was_allowed(campaign.sends_at, first_answer, known_at, back_in_at)
        and (person.is_over_contacted
            or chance('texted', (campaign.campaign_no::bigint << 24) + permission.person_id, 0.6))
),
stated as (
    select
        *,
        case when chance('undelivered', contact_id, 0.02) then 'failed' else 'sent' end as status,
    from sends
)
select
    contact_id, campaign_no, relation_id, person_id, 'sms', sent_at, status, 1, null,
    case when status = 'sent'
        and chance('taps', contact_id, 0.06 * liking(preferred_channel, 'sms'))
        then sent_at + to_seconds(20 + floor(-ln(1 - draw('taps after', contact_id)) * 3600)) end,
    null, null, null, false, null, null, null, null
from stated;

-- The record a house list is drawn from: card before web account before contact.
create or replace table mailable as
select
    relation_id,
    arg_min(registration_id,
        (case source_system when 'loyalty' then 1 when 'salesforce_contact' then 1 else 2 end,
        ordinal)) as registration_id,
    arg_min(case source_system when 'loyalty' then 'HOUSE-LOY' when 'salesforce_contact'
        then 'HOUSE-CRM'
        else 'HOUSE-WEB' end,
        (case source_system when 'loyalty' then 1 when 'salesforce_contact' then 1 else 2 end,
            ordinal)) as list_code,
    min(registered_at) as known_from,
from registration
where source_system in ('shopify', 'loyalty', 'salesforce_contact')
group by relation_id;

-- Mail and catalogues: house lists, and rented names for direct mail.
insert into contact
with house as (
    select
        campaign.campaign_no, permission.relation_id, permission.person_id, campaign.brand_key,
            campaign.starts_on,
        mailable.list_code, mailable.registration_id,
    from permission
    inner join person using (person_id)
    inner join mailable on mailable.relation_id = permission.relation_id
    inner join campaign
        on campaign.brand_key = permission.brand_key
            and campaign.channel in ('direct_mail', 'catalogue')
    where permission.channel = 'post'
        and mailable.known_from < campaign.sends_at - interval 10 day
        and coalesce(first_answer, 'unasked') <> 'opt_out'
        and (known_at is null or campaign.sends_at < known_at
            or (back_in_at is not null and campaign.sends_at >= back_in_at))
        and (person.is_over_contacted
            or chance('mailed', (campaign.campaign_no::bigint << 24) + permission.person_id, 0.65))
),
rented as (
    select
        campaign.campaign_no, person.person_id * 4 + campaign.brand_n, person.person_id,
            campaign.brand_key,
        campaign.starts_on, pick(['RENT-ABC', 'RENT-HOME'], 'list', campaign.campaign_code), null,
    from person
    inner join campaign on campaign.channel = 'direct_mail' and campaign.brand_n < 3
    where chance('rented', (campaign.campaign_no::bigint << 24) + person.person_id,
            case when kind = 'prospect' then 0.3 else 0.02 end)
        and not exists (
            select 1 from house where house.campaign_no = campaign.campaign_no
                and house.person_id = person.person_id)
),
pieces as (
    select
        (campaign_no::bigint << 24) + person_id as contact_id,
        listed.*,
        case
            when chance('held out', (campaign_no::bigint << 24) + person_id,
                getvariable('effects').holdout) then 'C00'
            when chance('cell', (campaign_no::bigint << 24) + person_id, 0.5) then 'C01'
            else 'C02'
        end as cell_code,
    from (select * from house union all select * from rented) as listed
),
addressed as (
    select
        pieces.*,
        campaign_cell.is_control,
        person.preferred_channel,
        person.best_hour,
        plain_letters(person.given_name) as plain_given,
        plain_letters(person.family_name) as plain_family,
        campaign_cell.planted_lift * liking(person.preferred_channel,
            'post') as response_probability,
        residence.valid_from > date '1990-01-01'
            and coalesce(move.ncoa_on > pieces.starts_on, false) as is_moved_away,
        coalesce(person.deceased_on < pieces.starts_on, false) as is_deceased,
    from pieces
    inner join campaign_cell using (campaign_no, cell_code)
    inner join person using (person_id)
    left join residence
        on residence.person_id = pieces.person_id and pieces.starts_on >= residence.valid_from
        and pieces.starts_on < residence.valid_to
    left join move on move.new_address_id = residence.address_id
)
select
    contact_id,
    campaign_no,
    relation_id,
    person_id,
    'post',
    moment(starts_on, 21600),
    case when is_control then 'held_out' when is_moved_away or is_deceased then 'returned'
        else 'sent' end,
    1,
    null,
    case when not is_control and not is_moved_away and not is_deceased
        and chance('looks up', contact_id, least(0.5, response_probability * 0.9))
        then next_at_hour(moment(starts_on + 3 + whole('looks up after', contact_id, 26)::integer,
            0), best_hour,
            'looks up minute', contact_id) end,
    null,
    null,
    cell_code,
    is_control,
    list_code,
    registration_id,
    case when not is_control then
        upper(plain_given[1]) || plain_given[2:] || upper(plain_family[1]) || plain_family[2:]
        || upper(replace(replace(text_of('purl', contact_id)[1:4], '0', 'q'), '1', 'x'))
    end,
    case when not is_control and not is_moved_away and not is_deceased then response_probability
        else 0 end
from addressed;

-- Call rounds.
insert into contact
with calls as (
    select
        (campaign.campaign_no::bigint << 24) + permission.person_id as contact_id,
        campaign.campaign_no,
        permission.relation_id,
        permission.person_id,
        campaign.starts_on,
        person.preferred_channel,
    from permission
    inner join person using (person_id)
    inner join campaign on campaign.brand_key = permission.brand_key
        and campaign.channel = 'telemarketing'
    where permission.channel = 'phone'
        and permission.asked_at < campaign.sends_at
        and (permission.brand_key = 'tradewell' or first_answer = 'opt_in')
        and coalesce(first_answer, 'unasked') <> 'opt_out'
        and (known_at is null or campaign.sends_at < known_at)
        and chance('called', (campaign.campaign_no::bigint << 24) + permission.person_id, 0.4)
),
timed as (
    select
        *,
        moment(starts_on + whole('call day', contact_id, 18)::integer,
            32400 + whole('call time', contact_id, 27000))
            as called_at,
    from calls
)
select
    contact_id, campaign_no, relation_id, person_id, 'phone', called_at, 'sent', 1,
    case when chance('picks up', contact_id, 0.45) then called_at + interval 20 second end,
    null, null, null, null, false, null, null, null,
    case when chance('picks up', contact_id, 0.45) then 0.03 * liking(preferred_channel, 'phone')
        else 0 end
from timed
where isodow(called_at) < 6;

drop table email_pressure;
