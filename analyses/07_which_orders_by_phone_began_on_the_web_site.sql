-- How many orders by phone and in shops came within a week of a visit to the brand's web site?
with visits as (

    select distinct
        orders.order_key
    from {{ ref('fct_orders') }} as orders
    inner join {{ ref('fct_sessions') }} as sessions
        on
            orders.customer_key = sessions.customer_key
            and orders.brand_key = sessions.brand_key
            and orders.ordered_at >= sessions.started_at
            and orders.ordered_at - interval 7 day <= sessions.started_at

)

select
    orders.brand_key,
    orders.order_channel,
    count(*) as order_count,
    count(visits.order_key) as after_a_visit,
    round(100.0 * count(visits.order_key) / count(*), 1) as percent_after_a_visit,
    sum(orders.net_revenue_amount) filter (where visits.order_key is not null)
        as revenue_after_a_visit
from {{ ref('fct_orders') }} as orders
left join visits on orders.order_key = visits.order_key
where orders.is_counted
group by orders.brand_key, orders.order_channel
order by orders.brand_key, orders.order_channel
