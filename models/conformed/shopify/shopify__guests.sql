-- One row per buyer who is in no customer export, as on the latest order.
with orders as (select * from {{ ref('stg_shopify__orders') }}),

buyers as (select * from {{ ref('shopify__order_buyers') }}),

guest_orders as (
    select
        buyers.buyer_source_id,
        orders.*,
        min(orders.ordered_at) over (partition by buyers.buyer_source_id) as first_ordered_at,
        row_number() over (
            partition by buyers.buyer_source_id
            order by orders.ordered_at desc nulls last, orders.order_source_id desc
        ) as recency
    from orders
    inner join buyers on orders.order_source_id = buyers.order_source_id
    where buyers.is_guest
),

guests as (
    select
        buyer_source_id,
        billing_name as full_name,
        {{ regexp_group('billing_name', "'^(.+?) +[^ ]+$'", 1) }} as given_name,
        {{ regexp_group('billing_name', "'([^ ]+)$'", 1) }} as family_name,
        email,
        coalesce(billing_phone, phone) as phone,
        phone as mobile,
        billing_address_1 as address_line_1,
        billing_address_2 as address_line_2,
        billing_city as city,
        billing_region as region,
        billing_postcode as postcode,
        billing_country_code as country_code,
        billing_company as company,
        {{ has_tag('tags', 'test') }} as is_test,
        first_ordered_at,
        ordered_at,
        source_file,
        line_number
    from guest_orders
    where recency = 1
)

select * from guests
