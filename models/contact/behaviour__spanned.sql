-- One row per customer, brand and stretch of days with the same use of channels in the window
-- before (var behaviour_window_days).
with acts as (

    select
        customer_key,
        brand_key,
        bought_on as acted_on,
        cast(0 as bigint) as visit_count,
        web_order_count,
        shop_order_count,
        phone_order_count
    from {{ ref('orders__dated') }}
    where order_count > 0
    union all
    select
        customer_key,
        brand_key,
        visited_on as acted_on,
        visit_count,
        cast(0 as bigint) as web_order_count,
        cast(0 as bigint) as shop_order_count,
        cast(0 as bigint) as phone_order_count
    from {{ ref('visits__dated') }}

),

rules as (

    select * from {{ ref('behaviour_segments') }}

),

changes as (

    select
        customer_key,
        brand_key,
        acted_on as changed_on,
        visit_count,
        web_order_count,
        shop_order_count,
        phone_order_count
    from acts
    union all
    select
        customer_key,
        brand_key,
        {{ add_days('acted_on', var('behaviour_window_days')) }} as changed_on,
        -visit_count as visit_count,
        -web_order_count as web_order_count,
        -shop_order_count as shop_order_count,
        -phone_order_count as phone_order_count
    from acts

),

days as (

    select
        customer_key,
        brand_key,
        changed_on,
        sum(visit_count) as visit_count,
        sum(web_order_count) as web_order_count,
        sum(shop_order_count) as shop_order_count,
        sum(phone_order_count) as phone_order_count
    from changes
    group by customer_key, brand_key, changed_on

),

summed as (

    select
        customer_key,
        brand_key,
        changed_on as valid_from,
        coalesce(
            lead(changed_on) over change_order, cast('9999-12-31' as date)
        ) as valid_to,
        sum(visit_count) over until_then > 0 as has_visits,
        sum(web_order_count) over until_then > 0 as has_web_orders,
        sum(shop_order_count) over until_then > 0 as has_shop_orders,
        sum(phone_order_count) over until_then > 0 as has_phone_orders
    from days
    window
        change_order as (partition by customer_key, brand_key order by changed_on),
        until_then as (
            partition by customer_key, brand_key order by changed_on rows unbounded preceding
        )

),

combinations as (

    select distinct
        has_visits,
        has_web_orders,
        has_shop_orders,
        has_phone_orders
    from summed

),

named as (

    select
        combinations.has_visits,
        combinations.has_web_orders,
        combinations.has_shop_orders,
        combinations.has_phone_orders,
        min_by(rules.segment, rules.rule_order) as segment
    from combinations
    inner join rules
        on
            combinations.has_visits = coalesce(rules.has_visits, combinations.has_visits)
            and combinations.has_web_orders
            = coalesce(rules.has_web_orders, combinations.has_web_orders)
            and combinations.has_shop_orders
            = coalesce(rules.has_shop_orders, combinations.has_shop_orders)
            and combinations.has_phone_orders
            = coalesce(rules.has_phone_orders, combinations.has_phone_orders)
    group by
        combinations.has_visits, combinations.has_web_orders, combinations.has_shop_orders,
        combinations.has_phone_orders

),

spanned as (

    select
        summed.customer_key,
        summed.brand_key,
        named.segment,
        summed.valid_from,
        summed.valid_to
    from summed
    inner join named
        on
            summed.has_visits = named.has_visits
            and summed.has_web_orders = named.has_web_orders
            and summed.has_shop_orders = named.has_shop_orders
            and summed.has_phone_orders = named.has_phone_orders

)

select * from spanned
