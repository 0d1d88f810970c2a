-- One row per marketing message or call that went to a customer who had forbidden it.
with forbidden as (

    select * from {{ ref('messages__forbidden') }}

),

permissions as (

    select
        customer_key,
        brand_key,
        channel,
        min(valid_from) as first_allowed_at
    from {{ ref('permission_spans') }}
    where rule_kind = 'act' and not is_refusal and purpose = 'marketing'
    group by customer_key, brand_key, channel

),

acts as (

    select * from {{ ref('consent_acts__unioned') }}

),

customers as (

    select customer_key, country_code from {{ ref('golden_records__survived') }}

),

limits as (

    select * from {{ ref('permission_limits') }}

),

business_days as (

    select * from {{ ref('business_days__numbered') }}

),

calendars as (

    select distinct country_code from business_days

),

described as (

    select
        forbidden.*,
        acts.source_system as act_source_system,
        acts.evidence,
        acts.acted_at,
        acts.received_at,
        coalesce(permissions.first_allowed_at < acts.acted_at, false) as was_allowed_before,
        {{ date_diff_seconds('acts.acted_at', 'forbidden.sent_at') }} as seconds_after,
        coalesce(calendars.country_code, '{{ var("weft_default_country") }}') as calendar_country,
        coalesce(own_limits.house_limit_hours, general_limits.house_limit_hours)
            as house_limit_hours,
        coalesce(own_limits.legal_limit_business_days, general_limits.legal_limit_business_days)
            as legal_limit_business_days
    from forbidden
    inner join acts on forbidden.consent_key = acts.consent_key
    left join permissions
        on
            forbidden.customer_key = permissions.customer_key
            and forbidden.brand_key = permissions.brand_key
            and forbidden.permission_channel = permissions.channel
    left join customers on forbidden.customer_key = customers.customer_key
    left join calendars on customers.country_code = calendars.country_code
    left join limits as own_limits on customers.country_code = own_limits.country_code
    left join limits as general_limits on general_limits.country_code = '*'

),

measured as (

    select
        described.message_key,
        described.customer_key,
        described.brand_key,
        described.channel,
        described.permission_channel,
        described.campaign_key,
        described.source_system,
        described.sent_at,
        case when described.was_allowed_before then 'withdrawn' else 'never_allowed' end
            as breach_kind,
        described.consent_key,
        described.reason,
        described.act_source_system,
        described.evidence,
        described.acted_at,
        described.received_at,
        cast(described.seconds_after / 3600 as decimal(18, 2)) as hours_after,
        sent_days.business_day_number - act_days.business_day_number as business_days_after,
        described.seconds_after > described.house_limit_hours * 3600 as is_over_house_limit,
        sent_days.business_day_number - act_days.business_day_number
        > described.legal_limit_business_days as is_over_legal_limit
    from described
    left join business_days as act_days
        on
            described.calendar_country = act_days.country_code
            and cast(described.acted_at as date) = act_days.date_day
    left join business_days as sent_days
        on
            described.calendar_country = sent_days.country_code
            and cast(described.sent_at as date) = sent_days.date_day

)

select * from measured
