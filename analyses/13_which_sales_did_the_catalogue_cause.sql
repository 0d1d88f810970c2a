-- Which sales did the catalogue cause, by what we know of them?
-- A code on the order is as good as certain. Of the orders of those who had a catalogue, the
-- hold-out tells how many would have come anyway.
select
    campaigns.campaign_code,
    matched.evidence,
    matched.order_channel,
    count(*) as orders,
    round(sum(matched.incremental_share), 1) as orders_caused,
    sum(matched.net_revenue_amount) as revenue,
    sum(matched.incremental_revenue_amount) as revenue_caused
from {{ ref('fct_matchbacks') }} as matched
inner join {{ ref('dim_campaign') }} as campaigns on matched.campaign_key = campaigns.campaign_key
where matched.channel = 'catalogue' and not matched.is_control
group by campaigns.campaign_code, matched.evidence, matched.order_channel
order by campaigns.campaign_code, revenue_caused desc, matched.evidence, matched.order_channel
