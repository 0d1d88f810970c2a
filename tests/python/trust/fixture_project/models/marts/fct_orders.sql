-- One row per order.
with orders as (select * from {{ ref('stg_shop__orders') }}),

keyed as (
    select
        {{ weft_key(['order_id']) }} as order_key,
        {{ weft_key(['email']) }} as customer_key,
        ordered_date,
        amount as order_amount,
        {{ run_at() }} as known_at
    from orders
)

select * from keyed
