-- One row per message and rule of contact that it broke: a cap it went over, or quiet hours.
with messages as (

    select * from {{ ref('messages__counted') }}

),

over_caps as (

    select * from {{ ref('cap_breaches__found') }}

),

caps as (

    select * from {{ ref('pressure_caps') }}

),

quiet_hours as (

    select * from {{ ref('quiet_hours') }}

),

disturbing as (

    select distinct messages.message_key
    from messages
    inner join quiet_hours
        on
            messages.channel = quiet_hours.channel
            and coalesce(quiet_hours.country_code, messages.country_code, '')
            = coalesce(messages.country_code, '')
            and {{ is_quiet('messages.sent_local_at', 'quiet_hours') }}

),

stacked as (

    select
        over_caps.message_key,
        'cap' as breach_kind,
        over_caps.cap_code as rule_code,
        caps.scope,
        caps.window_kind,
        caps.window_days,
        over_caps.measured,
        over_caps.cap
    from over_caps
    inner join caps on over_caps.cap_code = caps.cap_code
    union all
    select
        message_key,
        'quiet_hours' as breach_kind,
        'quiet_hours' as rule_code,
        'customer' as scope,
        cast(null as string) as window_kind,
        cast(null as int) as window_days,
        cast(null as decimal(18, 2)) as measured,
        cast(null as decimal(9, 2)) as cap
    from disturbing

),

described as (

    select
        {{ weft_key(['stacked.message_key', 'stacked.rule_code']) }} as breach_key,
        stacked.breach_kind,
        stacked.rule_code,
        stacked.scope,
        messages.customer_key,
        messages.household_key,
        messages.brand_key,
        messages.channel,
        messages.campaign_key,
        messages.message_key,
        messages.sent_at,
        messages.sent_local_at,
        stacked.window_kind,
        stacked.window_days,
        stacked.measured,
        cast(stacked.cap as decimal(18, 2)) as cap
    from stacked
    inner join messages on stacked.message_key = messages.message_key

)

select * from described
