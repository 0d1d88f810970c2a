-- Every combination of what the share says of customers is that of many.
select
    customer_kind,
    life_cycle,
    order_count_band,
    net_revenue_band,
    country_code,
    age_band,
    gender,
    region,
    count(*) as customer_count
from {{ ref('share_customers') }}
group by
    customer_kind, life_cycle, order_count_band, net_revenue_band, country_code, age_band, gender,
    region
having count(*) < {{ var('share_min_people') }}
