-- One row per customer, brand and day on which money came in or went back; `all` is every brand.
{{ config(pre_hook="{{ stop_on_faults(ref('contact_settings__checked'), 'segment') }}") }}
-- depends_on: {{ ref('contact_settings__checked') }}
with orders as (

    select
        customer_key,
        brand_key,
        cast(ordered_local_at as date) as bought_on,
        -- A till's refund is a sale of its own with a negative total: money, but no order.
        case when total_amount >= 0 then order_channel end as bought_in,
        net_revenue_amount
    from {{ ref('orders__resolved') }}
    where is_counted and customer_key is not null and ordered_at <= {{ run_at() }}

),

stacked as (

    select
        customer_key,
        brand_key,
        bought_on,
        bought_in,
        net_revenue_amount
    from orders
    where brand_key is not null
    union all
    select
        customer_key,
        'all' as brand_key,
        bought_on,
        bought_in,
        net_revenue_amount
    from orders

),

dated as (

    select
        customer_key,
        brand_key,
        bought_on,
        count(bought_in) as order_count,
        count(case when bought_in = 'web' then 1 end) as web_order_count,
        count(case when bought_in = 'shop' then 1 end) as shop_order_count,
        count(case when bought_in = 'phone' then 1 end) as phone_order_count,
        cast(sum(net_revenue_amount) as decimal(18, 2)) as net_revenue_amount
    from stacked
    group by customer_key, brand_key, bought_on

)

select * from dated
