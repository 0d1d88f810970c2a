-- What is at risk when a channel is withdrawn, and what of it do hold-outs prove?
select
    channel,
    customer_count as customers_who_came_by_it,
    dependent_customer_count as customers_who_depend,
    dependent_order_count as their_orders,
    round(100 * dependent_revenue_share, 1) as percent_of_revenue,
    at_risk_amount,
    round(100 * proven_share, 1) as percent_proven_by_hold_outs,
    proven_revenue_amount
from {{ ref('rpt_channel_value') }}
where brand_key = 'all'
order by at_risk_amount desc, channel
