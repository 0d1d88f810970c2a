-- One row per order.
with landed as ({{ landed_rows('shop', 'orders') }}),

typed as (
    select
        order_id,
        lower(email) as email,
        cast(amount as decimal(18, 2)) as amount,
        cast(ordered_on as date) as ordered_date
    from landed
)

select * from typed
