-- One row per month, brand, channel and attribution model: revenue credited, money spent.
with credits as (

    select
        month_start_date,
        brand_key,
        channel,
        attribution_model,
        sum(conversion_count) as conversion_count,
        sum(revenue_amount) as revenue_amount,
        sum(margin_amount) as margin_amount
    from {{ ref('attribution__summed') }}
    where objective = 'purchase'
    group by month_start_date, brand_key, channel, attribution_model

),

models as (

    select * from {{ ref('attribution_models') }}
    where coalesce(objective, 'purchase') = 'purchase'

),

costs as (

    select
        cast(date_trunc('month', cost_date) as date) as month_start_date,
        brand_key,
        channel,
        sum(reporting_cost_amount) as cost_amount
    from {{ ref('spend__stacked') }}
    group by cast(date_trunc('month', cost_date) as date), brand_key, channel

),

costs_by_model as (

    select
        costs.month_start_date,
        costs.brand_key,
        costs.channel,
        models.attribution_model,
        costs.cost_amount
    from costs
    cross join models

),

joined as (

    select
        coalesce(credits.month_start_date, costs_by_model.month_start_date) as month_start_date,
        coalesce(credits.brand_key, costs_by_model.brand_key) as brand_key,
        coalesce(credits.channel, costs_by_model.channel) as channel,
        coalesce(credits.attribution_model, costs_by_model.attribution_model)
            as attribution_model,
        credits.conversion_count,
        credits.revenue_amount,
        credits.margin_amount,
        costs_by_model.cost_amount
    from credits
    full outer join costs_by_model
        on
            credits.month_start_date = costs_by_model.month_start_date
            and credits.brand_key is not distinct from costs_by_model.brand_key
            and credits.channel = costs_by_model.channel
            and credits.attribution_model = costs_by_model.attribution_model

),

assembled as (

    select
        {{ weft_key(['month_start_date', 'brand_key', 'channel', 'attribution_model']) }}
            as channel_performance_key,
        month_start_date,
        brand_key,
        channel,
        attribution_model,
        {{ earned_and_spent('joined') }}
    from joined

)

select * from assembled
