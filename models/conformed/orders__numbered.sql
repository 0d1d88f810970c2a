-- One row per order number that one order alone has; numbers are unique in a store only, and
-- warehouse systems name no store.
with orders as (select * from {{ ref('orders__unioned') }}),

numbered as (
    select
        {{ order_number('order_id') }} as order_number,
        min(order_key) as order_key,
        min(order_id) as order_id
    from orders
    where order_id is not null
    group by {{ order_number('order_id') }}
    having count(*) = 1
)

select * from numbered
