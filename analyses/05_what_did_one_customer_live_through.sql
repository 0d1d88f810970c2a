-- What did the customer with the most channels live through, contact by contact?
with busiest as (

    select customer_key
    from {{ ref('fct_touchpoints') }}
    where customer_key is not null
    group by customer_key
    order by count(distinct channel) desc, count(*), customer_key
    limit 1

)

select
    touchpoints.touched_at,
    touchpoints.direction,
    touchpoints.channel,
    touchpoints.touch_kind,
    touchpoints.brand_key,
    campaigns.campaign_name
from {{ ref('fct_touchpoints') }} as touchpoints
inner join busiest on touchpoints.customer_key = busiest.customer_key
left join {{ ref('dim_campaign') }} as campaigns
    on touchpoints.campaign_key = campaigns.campaign_key
order by touchpoints.touched_at, touchpoints.touchpoint_key
