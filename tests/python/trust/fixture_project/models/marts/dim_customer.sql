-- One row per buyer.
with orders as (select * from {{ ref('stg_shop__orders') }}),

gathered as (
    select
        {{ weft_key(['email']) }} as customer_key,
        email,
        count(*) as order_count,
        cast(sum(amount) as decimal(18, 2)) as total_amount
    from orders
    group by email
)

select * from gathered
