-- One row per order of a store: the customer who placed it, or the guest.
-- The orders export names no customer, so the e-mail address decides, then the telephone, both
-- within the store. Whoever is in no customer export is a guest, known by address or by order.
with orders as (select * from {{ ref('stg_shopify__orders') }}),

customers as (select * from {{ ref('stg_shopify__customers') }}),

by_email as (
    select
        store_name,
        email,
        min(customer_source_id) as customer_source_id
    from customers
    where email is not null
    group by store_name, email
),

by_phone as (
    select
        store_name,
        coalesce(phone, address_phone) as phone,
        min(customer_source_id) as customer_source_id
    from customers
    where coalesce(phone, address_phone) is not null
    group by store_name, coalesce(phone, address_phone)
),

buyers as (
    select
        orders.order_source_id,
        coalesce(
            by_email.customer_source_id,
            case when orders.email is null then by_phone.customer_source_id end,
            'guest:' || orders.email,
            'order:' || orders.order_source_id
        ) as buyer_source_id,
        coalesce(
            by_email.customer_source_id,
            case when orders.email is null then by_phone.customer_source_id end
        ) is null as is_guest
    from orders
    left join by_email
        on
            orders.store_name = by_email.store_name
            and orders.email = by_email.email
    left join by_phone
        on
            orders.store_name = by_phone.store_name
            and coalesce(orders.phone, orders.billing_phone) = by_phone.phone
)

select * from buyers
