-- One row per campaign and attribution model: what it sent, what came of it, what it cost.
with campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

models as (

    select * from {{ ref('attribution_models') }}

),

touches as (

    select
        campaign_key,
        count(*) filter (where touch_kind = 'delivered') as delivered_count,
        count(distinct customer_key) filter (where touch_kind = 'delivered') as reached_count,
        count(*) filter (where touch_kind = 'opened' and not is_machine) as open_count,
        count(*) filter (where touch_kind = 'clicked' and not is_machine) as click_count,
        count(*) filter (where touch_kind = 'visited') as visit_count
    from {{ ref('touchpoints__stacked') }}
    where campaign_key is not null
    group by campaign_key

),

held_out as (

    select
        campaign_key,
        count(*) as control_count
    from {{ ref('sends__resolved') }}
    where is_control
    group by campaign_key

),

costs as (

    select
        campaign_key,
        sum(reporting_cost_amount) as cost_amount
    from {{ ref('spend__stacked') }}
    where campaign_key is not null
    group by campaign_key

),

credits as (

    select
        campaign_key,
        attribution_model,
        sum(credit) as conversion_count,
        sum(credited_amount) as revenue_amount
    from {{ ref('fct_attribution') }}
    where campaign_key is not null and objective = 'purchase'
    group by campaign_key, attribution_model

),

assembled as (

    select
        {{ weft_key(['campaigns.campaign_key', 'models.attribution_model']) }}
            as campaign_performance_key,
        campaigns.campaign_key,
        campaigns.campaign_code,
        campaigns.campaign_name,
        campaigns.brand_key,
        campaigns.channel,
        models.attribution_model,
        coalesce(touches.delivered_count, 0) as delivered_count,
        coalesce(touches.reached_count, 0) as reached_count,
        coalesce(held_out.control_count, 0) as control_count,
        coalesce(touches.open_count, 0) as open_count,
        coalesce(touches.click_count, 0) as click_count,
        coalesce(touches.visit_count, 0) as visit_count,
        cast(coalesce(credits.conversion_count, 0) as decimal(18, 4)) as conversion_count,
        cast(coalesce(credits.revenue_amount, 0) as decimal(18, 2)) as revenue_amount,
        cast(coalesce(costs.cost_amount, 0) as decimal(18, 2)) as cost_amount,
        '{{ var("reporting_currency") }}' as currency_code,
        cast(credits.revenue_amount / nullif(costs.cost_amount, 0) as decimal(18, 4))
            as return_on_ad_spend_ratio,
        cast(costs.cost_amount / nullif(credits.conversion_count, 0) as decimal(18, 2))
            as cost_per_acquisition_amount
    from campaigns
    cross join models
    left join touches on campaigns.campaign_key = touches.campaign_key
    left join held_out on campaigns.campaign_key = held_out.campaign_key
    left join costs on campaigns.campaign_key = costs.campaign_key
    left join credits
        on
            campaigns.campaign_key = credits.campaign_key
            and models.attribution_model = credits.attribution_model

)

select * from assembled
