-- One row per attribution model, objective, month, brand, channel and campaign: what they are
-- credited of that month's conversions.
with shares as (

    select * from {{ ref('conversions__shared') }}

),

summed as (

    select
        attribution_model,
        objective,
        cast(date_trunc('month', converted_at) as date) as month_start_date,
        brand_key,
        channel,
        campaign_key,
        sum(credit) as conversion_count,
        sum(credited_amount) as revenue_amount,
        sum(credited_margin_amount) as margin_amount
    from shares
    group by
        attribution_model, objective, cast(date_trunc('month', converted_at) as date), brand_key,
        channel, campaign_key

)

select * from summed
