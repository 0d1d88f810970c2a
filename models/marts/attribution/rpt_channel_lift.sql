-- One row per channel and measure: lift pooled over the campaigns that held people out.
-- Weights of Mantel and Haenszel, which hang on the sizes of the groups alone.
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

weighted as (

    select
        campaigns.channel,
        compared.measure,
        compared.campaign_key,
        compared.test_count,
        compared.base_count,
        compared.difference,
        compared.base_mean,
        compared.standard_error,
        compared.test_count * compared.base_count / (compared.test_count + compared.base_count)
            as weight
    from compared
    inner join samples on compared.campaign_key = samples.campaign_key
    inner join campaigns on compared.campaign_key = campaigns.campaign_key

),

-- Summed as decimals: the order of rows changes nothing.
summed as (

    select
        channel,
        measure,
        count(*) as campaign_count,
        sum(cast(test_count as bigint)) as test_count,
        sum(cast(base_count as bigint)) as base_count,
        cast(sum(cast(weight as decimal(24, 9))) as {{ double_type() }}) as weights,
        cast(sum(cast(weight * difference as decimal(24, 9))) as {{ double_type() }})
            as differences,
        cast(sum(cast(weight * base_mean as decimal(24, 9))) as {{ double_type() }}) as base_means,
        sqrt(cast(
            sum(cast(
                weight * weight * standard_error * standard_error as decimal(30, 9)
            )) as {{ double_type() }}
        )) as errors
    from weighted
    group by channel, measure

),

pooled as (

    select
        summed.channel,
        summed.measure,
        summed.campaign_count,
        summed.test_count,
        summed.base_count,
        summed.base_means / summed.weights as base_mean,
        summed.differences / summed.weights as difference,
        summed.errors / summed.weights * levels.z as margin,
        abs(summed.differences) / nullif(summed.errors, 0) as deviate
    from summed
    cross join levels

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
