-- One row per text message sent to a person.
-- The log names no campaign. It is found by a campaign code in the body, by the short link in
-- seeds/campaign_mapping.csv, or by the calendar: the brand's only text campaign of that day.
with messages as (
    select *
    from {{ ref('twilio__messages') }}
    where not is_inbound and customer_phone is not null
),

mapping as (
    select
        source_campaign_id as short_code,
        min(campaign_code) as campaign_code
    from {{ ref('campaign_mapping') }}
    where source_system = 'twilio' and source_campaign_id is not null
    group by source_campaign_id
),

calendar as (
    select *
    from {{ ref('campaigns__unioned') }}
    where channel = 'sms' and campaign_code is not null
),

sent_days as (
    select distinct
        brand_key,
        cast(sent_at as date) as sent_on
    from messages
    where brand_key is not null
),

by_calendar as (
    select
        sent_days.brand_key,
        sent_days.sent_on,
        min(calendar.campaign_code) as campaign_code
    from sent_days
    inner join calendar
        on
            sent_days.brand_key
            = coalesce(calendar.brand_key, {{ brand_of_campaign('calendar.campaign_code') }})
            and sent_days.sent_on
            between calendar.starts_on and coalesce(calendar.ends_on, calendar.starts_on)
    group by sent_days.brand_key, sent_days.sent_on
    having count(distinct calendar.campaign_code) = 1
),

attributed as (
    select
        messages.*,
        case
            when not messages.is_transactional
                then coalesce(
                    messages.body_campaign_code, mapping.campaign_code, by_calendar.campaign_code
                )
        end as campaign_code,
        -- A message to somebody who has opted out is refused by the platform: never a touch.
        case
            when messages.error_code = '21610' then 'blocked'
            when messages.message_status in ('delivered', 'read', 'received', 'partially_delivered')
                then 'delivered'
            when messages.message_status = 'undelivered' then 'bounced'
            when messages.message_status in ('failed', 'canceled') then 'failed'
            else 'sent'
        end as send_status
    from messages
    left join mapping on messages.short_code = mapping.short_code
    left join by_calendar
        on
            messages.brand_key = by_calendar.brand_key
            and cast(messages.sent_at as date) = by_calendar.sent_on
),

conformed as (
    {{ conform('sends', 'attributed', {
        'source_system': "'twilio'",
        'source_id': 'message_id',
        'channel': "'sms'",
        'campaign_code': 'campaign_code',
        'source_campaign_id': 'short_code',
        'brand_key': 'brand_key',
        'record_key': weft_key(["'twilio'", 'customer_phone']),
        'identifier_type': "'phone'",
        'identifier_value': 'customer_phone',
        'sent_at': 'sent_at',
        'status': 'send_status',
        'is_control': 'false',
        'is_seed': 'false',
        'is_transactional': 'is_transactional',
        'cost_amount': 'cost_amount',
        'currency_code': 'currency_code',
        'message_text': 'body',
    }) }}
)

select * from conformed
