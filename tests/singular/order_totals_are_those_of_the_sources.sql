-- What the sources' orders come to is what the mart's come to, per source and currency.
with sources as (

    select
        source_system,
        currency_code,
        count(*) as order_count,
        sum(total_amount) as total_amount
    from {{ ref('orders__unioned') }}
    group by source_system, currency_code

),

marts as (

    select
        source_system,
        currency_code,
        count(*) as order_count,
        sum(total_amount) as total_amount
    from {{ ref('fct_orders') }}
    group by source_system, currency_code

),

compared as (

    select
        coalesce(sources.source_system, marts.source_system) as source_system,
        sources.order_count as source_order_count,
        marts.order_count,
        sources.total_amount as source_total_amount,
        marts.total_amount
    from sources
    full outer join marts
        on
            sources.source_system = marts.source_system
            and sources.currency_code is not distinct from marts.currency_code

)

select * from compared
where
    source_order_count is distinct from order_count
    or source_total_amount is distinct from total_amount
