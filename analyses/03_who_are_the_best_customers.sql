-- Who are the best customers, and how many systems know each of them?
select
    customer_key,
    order_count,
    net_revenue_amount,
    last_order_at,
    record_count,
    source_count,
    source_systems
from {{ ref('dim_customer') }}
where customer_kind = 'customer' and not is_staff and not is_test
order by net_revenue_amount desc, customer_key
limit 20
