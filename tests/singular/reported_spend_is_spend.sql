-- The spend of the channel report is the spend of the cost mart, in every attribution model.
with reported as (

    select
        attribution_model,
        sum(cost_amount) as cost_amount
    from {{ ref('rpt_channel_performance') }}
    group by attribution_model

),

booked as (

    select sum(reporting_cost_amount) as cost_amount
    from {{ ref('fct_campaign_costs') }}

),

compared as (

    select
        reported.attribution_model,
        reported.cost_amount as reported_cost_amount,
        booked.cost_amount
    from reported
    cross join booked

)

-- The report rounds each of its rows to the cent.
select * from compared
where abs(reported_cost_amount - cost_amount) > 1 + cost_amount / 10000
