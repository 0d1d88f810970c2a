-- Text messages in both directions, as the log of the platform tells them.

-- What number a person had on a day.
create or replace table twilio_number as
select person_id, mobile as number, coalesce(mobile_changed_on, date '1900-01-01') as since,
    date '2999-12-31' as until
from person
union all
select person_id, old_mobile, date '1900-01-01', mobile_changed_on
from person where old_mobile is not null;

-- Nobody can answer to a name, so each brand gives a number for it.
create or replace macro reply_number(brand_n) as '+4478600641' || lpad((brand_n + 1)::varchar, 2, '0');

create or replace table twilio_event as
with campaigns as (
    select
        campaign.*,
        upper(brand_key[1]) || brand_key[2:] || ': ' || case
            when discount_percent > 0 then discount_percent || '% off ' || lower(offer_topic)
                || ' till Sunday with ' || offer_code || '.'
            else 'new in ' || lower(offer_topic) || '.' end
        || case whole('sms form', campaign_code, 4) when 0 then ' 🌿' || chr(10)
            when 1 then ' (' || campaign_code || ') ' else ' ' end
        || 'https://go.harbourvale.example/s/' || short_code
        || ' Opt out: text STOP to ' || reply_number(brand_n) as body,
    from campaign
    where channel = 'sms'
),
events as (
    select contact.contact_id * 8 as event_key, contact.person_id, campaigns.brand_n,
        contact.sent_at, campaigns.body, 'outbound-api' as direction,
        case when contact.status = 'sent' then 'delivered' else 'undelivered' end as status,
        case when contact.status <> 'sent'
            then pick(['30003', '30003', '30005', '30006'], 'sms error', contact_id) end
            as error_code,
    from contact
    inner join campaigns using (campaign_no)
    union all
    -- Sent to people who had told the platform to stop: it refuses.
    select campaigns.campaign_no::bigint * 16777216 * 8 + permission.person_id * 8 + 1, person_id,
        campaigns.brand_n, sends_at + interval 2 hour, campaigns.body, 'outbound-api', 'failed',
        '21610',
    from permission
    inner join campaigns on campaigns.brand_key = permission.brand_key
    where permission.channel = 'sms' and opted_out_via = 'sms_keyword'
        and known_at < campaigns.sends_at
        and (back_in_at is null or back_in_at > campaigns.sends_at + interval 3 hour)
        and chance('refused', campaigns.campaign_no::bigint * 16777216 + permission.person_id, 0.15)
    union all
    select (1::bigint << 56) + permission_id * 8, person_id, relation_id & 3, opted_out_at,
        case opted_out_via
            when 'sms_keyword' then pick(['STOP', 'STOP', 'Stop', 'stop ', 'UNSUBSCRIBE', 'END'],
                'keyword', permission_id)
            else pick(['Stop. please', 'Please stop texting me', 'STOP texting me, I never asked',
                'take me off your list', 'No more offers thanks',
                'Don''t text me again' || chr(10) || 'Jane'], 'own words', permission_id)
        end, 'inbound', 'received', null,
    from permission
    where channel = 'sms' and opted_out_via in ('sms_keyword', 'sms_text') and not is_for_all
    union all
    select (1::bigint << 56) + permission_id * 8 + 1, person_id, relation_id & 3,
        opted_out_at + interval 2 second, 'You have been unsubscribed and will receive no more '
        || 'messages from this number. Reply START to join again.', 'outbound-reply', 'delivered',
        null,
    from permission
    where channel = 'sms' and opted_out_via = 'sms_keyword' and not is_for_all
    union all
    select (1::bigint << 56) + permission_id * 8 + 2, person_id, relation_id & 3, back_in_at,
        pick(['START', 'Start', 'UNSTOP', 'YES'], 'keyword', permission_id), 'inbound', 'received',
        null,
    from permission
    where channel = 'sms' and back_in_at is not null
    union all
    select contact.contact_id * 8 + 2, contact.person_id, campaigns.brand_n,
        contact.sent_at + to_seconds(300 + whole('answers after', contact_id, 40000)),
        pick(['Thanks', 'Is this in store too?', 'ok 👍', 'Who is this?',
            'Does the offer work for two?', 'Can I still use it on Monday'], 'answer', contact_id),
        'inbound', 'received', null,
    from contact
    inner join campaigns using (campaign_no)
    where contact.status = 'sent' and chance('answers', contact_id, 0.006)
    union all
    select (1::bigint << 57) + purchase_id, person_id, brand_n, ordered_at + interval 25 hour,
        case brand_key when 'linden' then 'Your booking ' || order_name || ' is confirmed. Linden Hotels'
            else 'Your order ' || order_name || ' has shipped.' end, 'outbound-api', 'delivered',
        null,
    from purchase
    where order_name is not null and cancelled_at is null and brand_n < 3
        and chance('texted about order', purchase_id, 0.2)
)
select * from events
where sent_at between getvariable('period_start') and moment(getvariable('period_end'), 86399);

-- One row per message and log that holds it: some come unbilled, and billed a week later.
create or replace table twilio_message as
with numbered as (
    select
        twilio_event.*,
        twilio_number.number,
        ceil(length(body) / 153.0)::integer as segments,
    from twilio_event
    inner join twilio_number
        on twilio_number.person_id = twilio_event.person_id
        and sent_at::date >= since and sent_at::date < until
),
logged as (
    select delivered_on(sent_at::date) as delivered_on, false as is_again, numbered.* from numbered
    union all
    select delivered_on(sent_at::date + 7), true, numbered.*
    from numbered
    where chance('billed late', event_key, 0.03)
        and delivered_on(sent_at::date) <= getvariable('period_end')
)
select
    logged.*,
    chance('billed late', event_key, 0.03) and not is_again
    and delivered_on <= getvariable('period_end') as is_unbilled,
    case when chance('no plus', event_key, 0.01) and number like '+44%' then substr(number, 2)
        when direction = 'inbound' and chance('whatsapp', event_key, 0.03) then 'whatsapp:' || number
        else number end as written_number,
from logged;
