-- One row per customer who bought: how often, when first and last, and for how much.
with orders as (

    select * from {{ ref('orders__resolved') }}
    where is_counted and customer_key is not null

),

aggregated as (

    select
        customer_key,
        -- A till's refund is a sale of its own with a negative total: money, but no order.
        count(*) filter (where total_amount >= 0) as order_count,
        min(ordered_at) filter (where total_amount >= 0) as first_order_at,
        max(ordered_at) filter (where total_amount >= 0) as last_order_at,
        cast(sum(net_revenue_amount) as decimal(18, 2)) as net_revenue_amount
    from orders
    group by customer_key

)

select * from aggregated
