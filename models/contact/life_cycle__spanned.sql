-- One row per customer, brand and stretch of days in one stage of her life as a customer. Stretches
-- that begin after the run are what will be if she does not buy.
{%- set forever = "cast('9999-12-31' as date)" %}
with purchases as (

    select
        customer_key,
        brand_key,
        bought_on
    from {{ ref('orders__dated') }}
    where order_count > 0

),

customers as (

    select
        customer_key,
        cast(first_seen_at as date) as first_seen_on
    from {{ ref('dim_customer') }}

),

limits as (

    select * from {{ ref('life_cycle_limits') }}

),

placed as (

    select
        purchases.customer_key,
        purchases.brand_key,
        purchases.bought_on,
        lag(purchases.bought_on) over purchase_order as last_bought_on,
        coalesce(lead(purchases.bought_on) over purchase_order, {{ forever }}) as next_bought_on,
        coalesce(own_limits.at_risk_days, any_limits.at_risk_days) as at_risk_days,
        coalesce(own_limits.lapsed_days, any_limits.lapsed_days) as lapsed_days,
        coalesce(own_limits.lost_days, any_limits.lost_days) as lost_days
    from purchases
    inner join limits as any_limits on any_limits.brand_key = '*'
    left join limits as own_limits on purchases.brand_key = own_limits.brand_key
    window purchase_order as (
        partition by purchases.customer_key, purchases.brand_key order by purchases.bought_on
    )

),

staged as (

    select
        customer_key,
        brand_key,
        case
            when last_bought_on is null then 'first_time'
            when {{ date_diff_days('last_bought_on', 'bought_on') }} >= lapsed_days
                then 'won_back'
            else 'active'
        end as segment,
        bought_on as valid_from,
        {{ add_days('bought_on', 'at_risk_days') }} as stage_ends_on,
        next_bought_on
    from placed
    union all
    select
        customer_key,
        brand_key,
        'at_risk' as segment,
        {{ add_days('bought_on', 'at_risk_days') }} as valid_from,
        {{ add_days('bought_on', 'lapsed_days') }} as stage_ends_on,
        next_bought_on
    from placed
    union all
    select
        customer_key,
        brand_key,
        'lapsed' as segment,
        {{ add_days('bought_on', 'lapsed_days') }} as valid_from,
        {{ add_days('bought_on', 'lost_days') }} as stage_ends_on,
        next_bought_on
    from placed
    union all
    select
        customer_key,
        brand_key,
        'lost' as segment,
        {{ add_days('bought_on', 'lost_days') }} as valid_from,
        {{ forever }} as stage_ends_on,
        next_bought_on
    from placed

),

first_purchases as (

    select
        customer_key,
        min(bought_on) as first_bought_on
    from purchases
    where brand_key = 'all'
    group by customer_key

),

spanned as (

    select
        customer_key,
        brand_key,
        segment,
        valid_from,
        least(stage_ends_on, next_bought_on) as valid_to
    from staged
    union all
    select
        customers.customer_key,
        'all' as brand_key,
        'prospect' as segment,
        customers.first_seen_on as valid_from,
        coalesce(first_purchases.first_bought_on, {{ forever }}) as valid_to
    from customers
    left join first_purchases on customers.customer_key = first_purchases.customer_key

)

select * from spanned
where valid_from < valid_to
