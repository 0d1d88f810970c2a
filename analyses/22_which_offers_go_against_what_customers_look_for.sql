-- Which campaigns offer people what is against their interest, and what did those people look at?
select
    campaigns.campaign_name,
    conflicts.channel,
    conflicts.conflict_kind,
    conflicts.offered_topic,
    conflicts.offered_price_level,
    count(*) as message_count,
    count(distinct conflicts.customer_key) as customer_count,
    cast(avg(conflicts.shown_share) as decimal(5, 2)) as average_share_of_interest
from {{ ref('offer_conflicts') }} as conflicts
inner join {{ ref('dim_campaign') }} as campaigns
    on conflicts.campaign_key = campaigns.campaign_key
group by
    campaigns.campaign_name, conflicts.channel, conflicts.conflict_kind, conflicts.offered_topic,
    conflicts.offered_price_level
order by message_count desc, campaigns.campaign_name, conflicts.channel
