-- One row per customer and brand with an appended band: what she spent at us, of what people like
-- her spend in the category, and where both are going.
{%- set own_days = add_days(run_at(), '-' ~ var('wallet_days')) %}
{%- set trend_days = var('wallet_trend_days') %}
{%- set recent_days = add_days(run_at(), '-' ~ trend_days) %}
{%- set former_days = add_days(run_at(), '-' ~ 2 * trend_days) %}
{%- set trend_limit = 1 + var('wallet_trend_tolerance') %}
with orders as (

    select * from {{ ref('orders__dated') }}
    where brand_key != 'all'

),

customers as (

    select * from {{ ref('dim_customer') }}

),

attributes as (

    select * from {{ ref('customer_attributes') }}

),

benchmarks as (

    select * from {{ ref('category_spend') }}

),

level_spreads as (

    select * from {{ ref('match_level_spreads') }}

),

deviates as (

    select {{ normal_quantile('(1 + ' ~ var('wallet_confidence_level') ~ ') / 2e0') }} as z

),

-- Money that went back makes no spend below nothing.
spent as (

    select
        customer_key,
        brand_key,
        greatest(sum(case when bought_on > {{ own_days }} then net_revenue_amount else 0 end), 0)
            as own_amount,
        greatest(sum(case when bought_on > {{ recent_days }} then net_revenue_amount else 0 end), 0)
            as recent_amount,
        greatest(
            sum(
                case
                    when bought_on > {{ former_days }} and bought_on <= {{ recent_days }}
                        then net_revenue_amount
                    else 0
                end
            ), 0
        ) as former_amount
    from orders
    group by customer_key, brand_key

),

expected as (

    select
        spent.customer_key,
        spent.brand_key,
        attributes.attribute_value as band,
        attributes.match_level,
        attributes.as_of as band_as_of,
        cast(customers.first_seen_at as date) as first_seen_on,
        cast(spent.own_amount as {{ double_type() }}) as own_amount,
        cast(spent.recent_amount as {{ double_type() }}) as recent_amount,
        cast(spent.former_amount as {{ double_type() }}) as former_amount,
        benchmarks.yearly_amount * {{ var('wallet_days') }} / 365e0 as expected_amount,
        deviates.z * sqrt(
            cast(benchmarks.spread as {{ double_type() }}) * benchmarks.spread
            + cast(level_spreads.spread as {{ double_type() }}) * level_spreads.spread
        ) as half_width,
        power(1 + benchmarks.yearly_growth, {{ trend_days }} / 365e0) as category_growth
    from spent
    inner join customers on spent.customer_key = customers.customer_key
    inner join attributes on spent.customer_key = attributes.customer_key
    inner join benchmarks
        on
            spent.brand_key = benchmarks.brand_key
            and attributes.attribute_name = benchmarks.attribute_name
            and attributes.attribute_value = benchmarks.attribute_value
    inner join level_spreads on attributes.match_level = level_spreads.match_level
    cross join deviates

),

-- A wallet holds at least what was taken from it.
bounded as (

    select
        *,
        greatest(expected_amount, own_amount) as wallet_amount,
        greatest(expected_amount * exp(-half_width), own_amount) as wallet_low_amount,
        greatest(expected_amount * exp(half_width), own_amount) as wallet_high_amount,
        -- Who came during the former period has no whole one to compare.
        coalesce(first_seen_on <= {{ former_days }}, false) as has_trend,
        recent_amount / nullif(former_amount, 0) as sales_ratio,
        recent_amount / nullif(former_amount * category_growth, 0) as share_ratio
    from expected

),

judged as (

    select
        {{ weft_key(['customer_key', 'brand_key']) }} as share_of_wallet_key,
        customer_key,
        brand_key,
        band,
        match_level,
        band_as_of,
        cast(own_amount as decimal(18, 2)) as own_amount,
        cast(wallet_amount as decimal(18, 2)) as wallet_amount,
        cast(wallet_low_amount as decimal(18, 2)) as wallet_low_amount,
        cast(wallet_high_amount as decimal(18, 2)) as wallet_high_amount,
        cast(wallet_amount - own_amount as decimal(18, 2)) as elsewhere_amount,
        '{{ var("reporting_currency") }}' as currency_code,
        cast(own_amount / wallet_amount as decimal(9, 4)) as wallet_share,
        cast(own_amount / wallet_high_amount as decimal(9, 4)) as wallet_share_low,
        cast(own_amount / wallet_low_amount as decimal(9, 4)) as wallet_share_high,
        cast(recent_amount as decimal(18, 2)) as recent_amount,
        cast(former_amount as decimal(18, 2)) as former_amount,
        case
            when not has_trend then 'new'
            when recent_amount = 0 and former_amount = 0 then 'none'
            when sales_ratio is null or sales_ratio > {{ trend_limit }} then 'growing'
            when sales_ratio * {{ trend_limit }} < 1 then 'falling'
            else 'steady'
        end as sales_trend,
        case
            when not has_trend then 'new'
            when recent_amount = 0 and former_amount = 0 then 'none'
            when share_ratio is null or share_ratio > {{ trend_limit }} then 'growing'
            when share_ratio * {{ trend_limit }} < 1 then 'falling'
            else 'steady'
        end as share_trend
    from bounded

)

select * from judged
