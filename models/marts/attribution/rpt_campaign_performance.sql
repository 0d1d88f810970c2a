-- One row per campaign and attribution model: what it sent, what came of it, what it cost.
with campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

models as (

    select * from {{ ref('attribution_models') }}
    where coalesce(objective, 'purchase') = 'purchase'

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

-- What advertising platforms say they brought, each by its own rules.
claimed as (

    select
        campaign_key,
        sum(cast(platform_conversions as decimal(18, 4))) as platform_conversion_count
    from {{ ref('fct_ad_spend') }}
    where campaign_key is not null
    group by campaign_key

),

credits as (

    select
        campaign_key,
        attribution_model,
        sum(conversion_count) as conversion_count,
        sum(revenue_amount) as revenue_amount,
        sum(margin_amount) as margin_amount
    from {{ ref('attribution__summed') }}
    where campaign_key is not null and objective = 'purchase'
    group by campaign_key, attribution_model

),

joined as (

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
        cast(claimed.platform_conversion_count as decimal(18, 2)) as platform_conversion_count,
        credits.conversion_count,
        credits.revenue_amount,
        credits.margin_amount,
        costs.cost_amount
    from campaigns
    cross join models
    left join touches on campaigns.campaign_key = touches.campaign_key
    left join held_out on campaigns.campaign_key = held_out.campaign_key
    left join claimed on campaigns.campaign_key = claimed.campaign_key
    left join costs on campaigns.campaign_key = costs.campaign_key
    left join credits
        on
            campaigns.campaign_key = credits.campaign_key
            and models.attribution_model = credits.attribution_model

),

assembled as (

    select
        campaign_performance_key,
        campaign_key,
        campaign_code,
        campaign_name,
        brand_key,
        channel,
        attribution_model,
        delivered_count,
        reached_count,
        control_count,
        open_count,
        click_count,
        visit_count,
        platform_conversion_count,
        {{ earned_and_spent('joined') }}
    from joined

)

select * from assembled
