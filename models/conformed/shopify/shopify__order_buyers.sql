-- One row per order of a store: the customer who placed it, or the guest.
-- The orders export names no customer, so the e-mail address decides, then the telephone, both
-- within the store. A mailbox serves a household: the given names must agree, else the buyer is a
-- guest with that address, as is whoever is in no customer export.
with orders as (select * from {{ ref('stg_shopify__orders') }}),

customers as (select * from {{ ref('stg_shopify__customers') }}),

nicknames as (select * from {{ ref('nicknames') }}),

buyers as (
    select
        order_source_id,
        store_name,
        email,
        coalesce(phone, billing_phone) as phone,
        {{ name_key('billing_name') }} as name_key,
        {{ name_key(regexp_group('billing_name', "'^([^ ]+)'", 1)) }} as given_key
    from orders
),

named_customers as (
    select
        customer_source_id,
        store_name,
        email,
        coalesce(phone, address_phone) as phone,
        {{ name_key('given_name') }} as given_key
    from customers
),

candidates as (
    select
        buyers.order_source_id,
        named_customers.customer_source_id,
        buyers.given_key as buyer_given_key,
        buyers.name_key as buyer_name_key,
        named_customers.given_key as customer_given_key
    from buyers
    inner join named_customers
        on
            buyers.store_name = named_customers.store_name
            and buyers.email = named_customers.email
    union all
    select
        buyers.order_source_id,
        named_customers.customer_source_id,
        buyers.given_key as buyer_given_key,
        buyers.name_key as buyer_name_key,
        named_customers.given_key as customer_given_key
    from buyers
    inner join named_customers
        on
            buyers.store_name = named_customers.store_name
            and buyers.phone = named_customers.phone
    where buyers.email is null
),

-- An initial agrees with its name, Bob with Robert, and names that were swapped with themselves.
agreeing as (
    select
        candidates.order_source_id,
        min(candidates.customer_source_id) as customer_source_id
    from candidates
    left join nicknames as buyer_nicknames
        on candidates.buyer_given_key = buyer_nicknames.nickname
    left join nicknames as customer_nicknames
        on candidates.customer_given_key = customer_nicknames.nickname
    where
        candidates.buyer_given_key is null
        or candidates.customer_given_key is null
        or left(candidates.buyer_given_key, 1) = left(candidates.customer_given_key, 1)
        or position(candidates.customer_given_key in candidates.buyer_name_key) > 0
        or coalesce(buyer_nicknames.given_root, candidates.buyer_given_key)
        = coalesce(customer_nicknames.given_root, candidates.customer_given_key)
    group by candidates.order_source_id
),

resolved as (
    select
        buyers.order_source_id,
        coalesce(
            agreeing.customer_source_id,
            'guest:' || buyers.email,
            'order:' || buyers.order_source_id
        ) as buyer_source_id,
        agreeing.customer_source_id is null as is_guest
    from buyers
    left join agreeing on buyers.order_source_id = agreeing.order_source_id
)

select * from resolved
