-- One row per returned line or refund.
with returned as (

    select * from {{ ref('returns__unioned') }}

),

orders as (

    select * from {{ ref('orders__resolved') }}

),

assembled as (

    select
        returned.return_key,
        returned.order_key,
        orders.customer_key,
        orders.brand_key,
        returned.source_system,
        returned.source_id,
        returned.sku,
        returned.quantity,
        returned.requested_at,
        returned.received_at,
        returned.refunded_at,
        returned.refund_amount,
        returned.currency_code,
        returned.reason
    from returned
    left join orders on returned.order_key = orders.order_key

)

select * from assembled
