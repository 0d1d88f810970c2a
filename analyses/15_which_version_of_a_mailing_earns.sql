-- Which version of a mailing earned most for each piece that reached a letter box?
with pieces as (

    select
        campaign_key,
        creative_code,
        count(*) as piece_count,
        sum(reporting_cost_amount) as cost_amount
    from {{ ref('fct_touchpoints') }}
    where touch_kind = 'delivered' and channel in ('direct_mail', 'catalogue')
    group by campaign_key, creative_code

),

earned as (

    select
        touchpoints.campaign_key,
        touchpoints.creative_code,
        sum(attribution.credit) as conversion_count,
        sum(attribution.credited_amount) as revenue_amount
    from {{ ref('fct_attribution') }} as attribution
    inner join {{ ref('fct_touchpoints') }} as touchpoints
        on attribution.touchpoint_key = touchpoints.touchpoint_key
    where attribution.attribution_model = 'linear' and attribution.objective = 'purchase'
    group by touchpoints.campaign_key, touchpoints.creative_code

)

select
    campaigns.campaign_name,
    campaigns.channel,
    pieces.creative_code,
    pieces.piece_count,
    round(pieces.cost_amount, 2) as cost_amount,
    round(earned.conversion_count, 1) as conversion_count,
    round(earned.revenue_amount, 2) as revenue_amount,
    round(earned.revenue_amount / pieces.piece_count, 2) as revenue_per_piece_amount
from pieces
inner join {{ ref('dim_campaign') }} as campaigns on pieces.campaign_key = campaigns.campaign_key
left join earned
    on
        pieces.campaign_key = earned.campaign_key
        and pieces.creative_code = earned.creative_code
order by campaigns.campaign_name, revenue_per_piece_amount desc, pieces.creative_code
