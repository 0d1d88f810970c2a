-- One row per order of any channel, net of what came back.
with orders as (

    select * from {{ ref('orders__resolved') }}

),

ranked as (

    select
        order_key,
        row_number() over (
            partition by customer_key order by ordered_at, order_key
        ) as customer_order_rank
    from orders
    where is_counted and total_amount >= 0 and customer_key is not null

),

assembled as (

    select
        orders.order_key,
        orders.order_id,
        orders.source_system,
        orders.source_id,
        orders.customer_key,
        orders.brand_key,
        orders.order_channel,
        orders.store_id,
        orders.ordered_at,
        orders.ordered_local_at,
        cast(orders.ordered_local_at as date) as order_date,
        orders.order_status,
        orders.currency_code,
        orders.gross_amount,
        orders.discount_amount,
        orders.shipping_amount,
        orders.tax_amount,
        orders.total_amount,
        orders.refunded_amount,
        orders.net_revenue_amount,
        orders.margin_amount,
        orders.reporting_currency_code,
        orders.offer_code,
        orders.is_test,
        orders.is_counted,
        ranked.customer_order_rank,
        coalesce(ranked.customer_order_rank = 1, false) as is_first_order
    from orders
    left join ranked on orders.order_key = ranked.order_key

)

select * from assembled
