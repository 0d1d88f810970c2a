-- One row per day, brand, channel, campaign and attribution model: what the day's touches earned,
-- and what the day cost.
with credits as (

    select
        cast(coalesce(touched_at, converted_at) as date) as performance_date,
        brand_key,
        channel,
        campaign_key,
        attribution_model,
        sum(credit) as conversion_count,
        sum(credited_amount) as revenue_amount,
        sum(credited_margin_amount) as margin_amount
    from {{ ref('fct_attribution') }}
    where objective = 'purchase'
    group by
        cast(coalesce(touched_at, converted_at) as date), brand_key, channel, campaign_key,
        attribution_model

),

costs as (

    select
        spend.cost_date as performance_date,
        spend.brand_key,
        spend.channel,
        spend.campaign_key,
        models.attribution_model,
        sum(spend.reporting_cost_amount) as cost_amount
    from {{ ref('spend__stacked') }} as spend
    cross join {{ ref('attribution_models') }} as models
    where coalesce(models.objective, 'purchase') = 'purchase'
    group by
        spend.cost_date, spend.brand_key, spend.channel, spend.campaign_key,
        models.attribution_model

),

lookbacks as (

    select
        channel,
        max(lookback_days) as lookback_days
    from {{ ref('attribution__rules') }}
    where objective = 'purchase'
    group by channel

),

stacked as (

    select
        performance_date, brand_key, channel, campaign_key, attribution_model,
        conversion_count, revenue_amount, margin_amount,
        cast(0 as decimal(18, 4)) as cost_amount
    from credits
    union all
    select
        performance_date, brand_key, channel, campaign_key, attribution_model,
        0 as conversion_count, 0 as revenue_amount,
        cast(null as decimal(18, 4)) as margin_amount, cost_amount
    from costs

),

gathered as (

    select
        performance_date,
        brand_key,
        channel,
        campaign_key,
        attribution_model,
        sum(conversion_count) as conversion_count,
        sum(revenue_amount) as revenue_amount,
        sum(margin_amount) as margin_amount,
        sum(cost_amount) as cost_amount
    from stacked
    group by performance_date, brand_key, channel, campaign_key, attribution_model

),

assembled as (

    select
        {{ weft_key([
            'gathered.performance_date', 'gathered.brand_key', 'gathered.channel',
            'gathered.campaign_key', 'gathered.attribution_model',
        ]) }} as daily_performance_key,
        gathered.performance_date,
        gathered.brand_key,
        gathered.channel,
        gathered.campaign_key,
        gathered.attribution_model,
        {{ earned_and_spent('gathered') }},
        {{ add_days('gathered.performance_date', 'coalesce(lookbacks.lookback_days, 0)') }}
        < cast({{ run_at() }} as date) as is_settled
    from gathered
    left join lookbacks on gathered.channel = lookbacks.channel

)

select * from assembled
