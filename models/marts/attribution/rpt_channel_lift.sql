-- One row per channel and measure: lift pooled over the campaigns that held people out.
with compared as (

    select * from {{ ref('lift__compared') }}
    where comparison = 'contacted_to_control' and standard_error is not null

),

samples as (

    select * from {{ ref('lift_samples__checked') }}
    where is_settled and sample_ratio != 'mismatch'

),

campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

levels as (

    select {{ normal_quantile('(1 + ' ~ var('lift_confidence_level') ~ ') / 2e0') }} as z

),

joined as (

    select
        campaigns.channel,
        compared.*
    from compared
    inner join samples on compared.campaign_key = samples.campaign_key
    inner join campaigns on compared.campaign_key = campaigns.campaign_key

),

pooled as (

    {{ pooled_lift('joined', 'levels', ['channel', 'measure']) }}

),

assembled as (

    select
        {{ weft_key(['channel', 'measure']) }} as channel_lift_key,
        channel,
        measure,
        campaign_count,
        cast(test_count as bigint) as test_people_count,
        cast(base_count as bigint) as base_people_count,
        cast(base_mean as decimal(18, 6)) as base_value,
        cast(difference as decimal(18, 6)) as lift,
        cast(difference - margin as decimal(18, 6)) as interval_low,
        cast(difference + margin as decimal(18, 6)) as interval_high,
        cast(difference / nullif(base_mean, 0) as decimal(18, 4)) as relative_lift,
        cast(2 * {{ normal_tail('deviate') }} as decimal(12, 10)) as p_value,
        case when measure = 'revenue' then '{{ var("reporting_currency") }}' end as currency_code
    from pooled

)

select * from assembled
