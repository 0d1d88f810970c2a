-- Where do we send more than our caps allow, or in quiet hours?
select
    rule_code,
    scope,
    brand_key,
    channel,
    count(*) as messages_too_many,
    count(distinct customer_key) as customers,
    count(distinct campaign_key) as campaigns,
    max(measured) as most_in_a_window,
    max(cap) as cap
from {{ ref('fct_cap_breaches') }}
group by rule_code, scope, brand_key, channel
order by messages_too_many desc, rule_code, brand_key, channel
