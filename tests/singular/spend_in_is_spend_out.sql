-- Money the ad platforms report is money in the cost mart, per platform and currency.
with platforms as (

    select
        source_system,
        currency_code,
        sum(cost_amount) as cost_amount
    from {{ ref('ad_spend__unioned') }}
    group by source_system, currency_code

),

costs as (

    select
        source_system,
        currency_code,
        sum(cost_amount) as cost_amount
    from {{ ref('fct_campaign_costs') }}
    where cost_kind = 'advertising'
    group by source_system, currency_code

),

compared as (

    select
        coalesce(platforms.source_system, costs.source_system) as source_system,
        platforms.cost_amount as platform_cost_amount,
        costs.cost_amount
    from platforms
    full outer join costs
        on
            platforms.source_system = costs.source_system
            and platforms.currency_code is not distinct from costs.currency_code

)

select * from compared
where platform_cost_amount is distinct from cost_amount
