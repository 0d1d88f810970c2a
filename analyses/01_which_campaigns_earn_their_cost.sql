-- Which campaigns earn more than they cost, and which do not?
select
    campaign_code,
    campaign_name,
    brand_key,
    channel,
    delivered_count,
    visit_count,
    round(conversion_count, 1) as conversions,
    revenue_amount,
    cost_amount,
    return_on_ad_spend_ratio
from {{ ref('rpt_campaign_performance') }}
where attribution_model = 'last_non_direct' and cost_amount > 0
order by revenue_amount - cost_amount desc, campaign_code
limit 20
