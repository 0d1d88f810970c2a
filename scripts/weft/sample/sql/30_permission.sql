-- What people allow, and when which system learns of it.

-- People who forbid everything to the whole group, and when.
create or replace table opt_out_all as
select
    person_id,
    moment(day_between(getvariable('period_start') + 20, getvariable('period_end') - 10, 'all out',
        person_id),
        28800 + whole('all out hour', person_id, 43200)) as acted_at,
    pick(['preference_centre', 'preference_centre', 'crm', 'complaint'], 'all out via',
        person_id) as via,
from person
where kind <> 'prospect'
    and chance('out of all', person_id,
        getvariable('effects').opt_out_yearly * 0.25 * getvariable('months') / 12);

-- One row per customer, brand and channel.
create or replace table permission as
with asked as (
    select
        relation.relation_id * 4 + channel.n as permission_id,
        relation.relation_id,
        relation.person_id,
        relation.brand_key,
        channel.name as channel,
        channel.opt_in_share,
        moment(relation.started_on,
            26000 + whole('asked hour', relation.relation_id, 43200)) as asked_at,
        person.is_over_contacted,
    from relation
    inner join person using (person_id)
    cross join (values (0, 'email', 0.7), (1, 'sms', 0.4), (2, 'phone', 0.25), (3, 'post', 0.7))
        as channel(n, name, opt_in_share)
),
answered as (
    select
        *,
        case
            when chance('opts in', permission_id, opt_in_share) or is_over_contacted then 'opt_in'
            when chance('opts out when asked', permission_id, 0.3) then 'opt_out'
        end as first_answer,
        greatest(asked_at + interval 3 day, getvariable('period_start')::timestamp) as open_from,
    from asked
),
leaving as (
    select
        answered.*,
        case
            when first_answer = 'opt_in' and chance('opts out', permission_id,
                getvariable('effects').opt_out_yearly * getvariable('months') / 12)
                then open_from + to_seconds(floor(
                    draw('opted out at', permission_id)
                    * greatest(0, date_diff('second', open_from,
                        moment(getvariable('period_end') - 2, 0)))))
        end as own_out_at,
        case channel
            when 'email' then pick(['mailchimp', 'mailchimp', 'mailchimp', 'mailchimp',
                'preference_centre', 'crm',
                'call'], 'out via', permission_id)
            when 'sms' then pick(['sms_keyword', 'sms_keyword', 'sms_keyword', 'sms_text',
                'preference_centre'],
                'out via', permission_id)
            when 'phone' then pick(['call', 'crm', 'preference_centre'], 'out via', permission_id)
            else pick(['preference_centre', 'letter', 'crm', 'loyalty'], 'out via', permission_id)
        end as own_via,
        opt_out_all.acted_at as all_out_at,
        opt_out_all.via as all_via,
    from answered
    left join opt_out_all
        on opt_out_all.person_id = answered.person_id and opt_out_all.acted_at > answered.asked_at
),
decided as (
    select
        *,
        least(own_out_at, all_out_at) as opted_out_at,
        all_out_at is not null and coalesce(all_out_at < own_out_at, true) as is_for_all,
    from leaving
),
routed as (
    select *, case when is_for_all then all_via else own_via end as opted_out_via
    from decided
)
select
    permission_id,
    relation_id,
    person_id,
    brand_key,
    channel,
    asked_at,
    first_answer,
    opted_out_at,
    case when opted_out_at is not null then opted_out_via end as opted_out_via,
    is_for_all,
    -- When the system that sends knows of it: soon, or days late by rate.
    opted_out_at + to_seconds(case
        when chance('late', permission_id, getvariable('effects').late_opt_out)
            then 172800 + whole('late by', permission_id, 1900800)
        when opted_out_via in ('mailchimp', 'sms_keyword') then 5
        else 600 + whole('known after', permission_id, 72000)
    end) as known_at,
    case when not is_for_all and all_out_at is null and chance('back in', permission_id, 0.08)
        then opted_out_at + to_days((40 + whole('back after', permission_id, 120))::integer)
    end as back_in_at,
from routed
order by permission_id;

-- One row per act of consent. Brand null: every brand; channel `all`: every channel.
create or replace table consent_act as
with acts as (
    select permission_id * 4 + 1 as act_id, person_id, relation_id, brand_key, channel,
        first_answer as action,
        asked_at as acted_at, asked_at as known_at, 'registration' as via,
    from permission
    where first_answer is not null
    union all
    select permission_id * 4 + 2, person_id, relation_id, brand_key, channel, 'opt_out',
        opted_out_at, known_at,
        opted_out_via,
    from permission
    where opted_out_at is not null and not is_for_all
    union all
    select permission_id * 4 + 3, person_id, relation_id, brand_key, channel, 'opt_in', back_in_at,
        back_in_at,
        case channel when 'sms' then 'sms_keyword' else 'preference_centre' end,
    from permission
    where back_in_at < moment(getvariable('period_end'), 80000)
    union all
    select (1::bigint << 40) + person_id, person_id, null, null, 'all', 'opt_out', acted_at,
        acted_at + interval 1 hour, via,
    from opt_out_all
)
select * from acts
order by act_id;

-- One row per address in a Mailchimp audience: people with one mailbox are one member.
create or replace table member as
with addressed as (
    select
        permission.*,
        case when permission.brand_key = 'tradewell'
            then coalesce(contact_role.work_email, person.email)
            else person.email end as email,
    from permission
    inner join person using (person_id)
    left join contact_role using (person_id)
    where channel = 'email'
        and (first_answer = 'opt_in' or chance('synchronised', permission_id, 0.4))
),
firsts as (
    select *, row_number() over (
        partition by brand_key, email order by first_answer is distinct from 'opt_in',
            person_id) as place,
    from addressed
)
select
    relation_id,
    person_id,
    brand_key,
    email,
    brand_key || '|' || email as source_id,
    md5(email) as email_md5,
    text_of('euid', relation_id)[1:10] as euid,
    (90000000 + scramble(relation_id))::varchar as leid,
    asked_at as joined_at,
    first_answer is not distinct from 'opt_in' as is_subscriber,
    opted_out_at,
    opted_out_via,
    known_at,
    back_in_at,
    case when chance('mailbox dies', relation_id, 0.015)
        then day_between(getvariable('period_start'), getvariable('period_end'), 'mailbox died',
            relation_id)
    end as dead_from,
from firsts
where place = 1
order by relation_id;
