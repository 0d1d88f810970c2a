-- One row per brand and channel: who depends on it, what they buy, and what is at risk without it.
with dependents as (

    select * from {{ ref('channel_dependents') }}

),

-- Relative lift is of those who were held out; of what the contacted bought, this share was caused.
lifts as (

    select
        channel,
        relative_lift / (1 + relative_lift) as proven_share
    from {{ ref('rpt_channel_lift') }}
    where measure = 'revenue' and relative_lift > -1

),

matchbacks as (

    select
        brand_key,
        channel,
        order_key,
        incremental_revenue_amount
    from {{ ref('fct_matchbacks') }}
    where
        not is_control
        and cast(ordered_at as date)
        > {{ add_days(run_at(), '-' ~ var('channel_value_days')) }}
        and ordered_at <= {{ run_at() }}

),

proven as (

    select
        brand_key,
        channel,
        sum(incremental_revenue_amount) as proven_revenue_amount
    from matchbacks
    group by brand_key, channel
    union all
    select
        'all' as brand_key,
        channel,
        sum(incremental_revenue_amount) as proven_revenue_amount
    from matchbacks
    group by channel

),

buyers as (

    select distinct
        brand_key,
        customer_key,
        order_count,
        net_revenue_amount
    from dependents
    where order_count > 0

),

brand_sums as (

    select
        brand_key,
        count(*) as customer_count,
        sum(net_revenue_amount) as net_revenue_amount
    from buyers
    group by brand_key

),

channel_sums as (

    select
        brand_key,
        channel,
        count(case when credited_order_count > 0 then 1 end) as customer_count,
        sum(credited_order_count) as order_count,
        sum(credited_amount) as net_revenue_amount,
        count(case when is_dependent then 1 end) as dependent_customer_count,
        count(case when is_dependent and credit_share = 1 then 1 end)
            as only_channel_customer_count,
        sum(case when is_dependent then order_count else 0 end) as dependent_order_count,
        sum(case when is_dependent then net_revenue_amount else 0 end) as dependent_revenue_amount,
        sum(case when is_dependent then credited_amount else 0 end) as at_risk_amount
    from dependents
    group by brand_key, channel

),

compared as (

    select
        {{ weft_key(['channel_sums.brand_key', 'channel_sums.channel']) }} as channel_value_key,
        channel_sums.brand_key,
        channel_sums.channel,
        channel_sums.customer_count,
        cast(channel_sums.order_count as decimal(18, 4)) as order_count,
        cast(channel_sums.net_revenue_amount as decimal(18, 2)) as net_revenue_amount,
        cast(
            channel_sums.net_revenue_amount / nullif(brand_sums.net_revenue_amount, 0)
            as decimal(9, 4)
        ) as revenue_share,
        channel_sums.dependent_customer_count,
        cast(
            cast(channel_sums.dependent_customer_count as decimal(18, 4))
            / nullif(brand_sums.customer_count, 0) as decimal(9, 4)
        ) as dependent_customer_share,
        channel_sums.only_channel_customer_count,
        cast(channel_sums.dependent_order_count as decimal(18, 4)) as dependent_order_count,
        cast(channel_sums.dependent_revenue_amount as decimal(18, 2)) as dependent_revenue_amount,
        cast(
            channel_sums.dependent_revenue_amount / nullif(brand_sums.net_revenue_amount, 0)
            as decimal(9, 4)
        ) as dependent_revenue_share,
        cast(channel_sums.at_risk_amount as decimal(18, 2)) as at_risk_amount,
        cast(lifts.proven_share as decimal(9, 4)) as proven_share,
        cast(proven.proven_revenue_amount as decimal(18, 2)) as proven_revenue_amount,
        '{{ var("reporting_currency") }}' as currency_code
    from channel_sums
    left join brand_sums on channel_sums.brand_key = brand_sums.brand_key
    left join lifts on channel_sums.channel = lifts.channel
    left join proven
        on
            channel_sums.brand_key = proven.brand_key
            and channel_sums.channel = proven.channel

)

select * from compared
