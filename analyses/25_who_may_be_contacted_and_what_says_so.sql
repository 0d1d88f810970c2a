-- How many may each brand contact in each channel, and what decides it?
select
    brand_key,
    channel,
    permission_state,
    reason,
    may_be_contacted,
    count(*) as customer_count
from {{ ref('customer_permissions') }}
where purpose = 'marketing'
group by brand_key, channel, permission_state, reason, may_be_contacted
order by brand_key, channel, customer_count desc, permission_state, reason
