-- What is the customer file made of, and which part of it buys?
select
    attribute_name,
    attribute_value,
    customer_count,
    round(100 * customer_share, 1) as percent_of_customers,
    round(100 * revenue_share, 1) as percent_of_revenue,
    revenue_per_customer_amount
from {{ ref('rpt_customer_file') }}
where attribute_name in ('customer_kind', 'life_cycle', 'rfm', 'behaviour', 'age', 'order_count')
order by attribute_name, net_revenue_amount desc, attribute_value
