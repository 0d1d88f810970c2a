-- One row per customer, brand and day with visits of its site; `all` is every brand.
{{ config(materialized='view') }}
with sessions as (

    select
        customer_key,
        brand_key,
        cast(started_at as date) as visited_on
    from {{ ref('sessions__resolved') }}
    where
        customer_key is not null
        and continued_in_session_key is null
        and started_at <= {{ run_at() }}

),

dated as (

    select
        customer_key,
        brand_key,
        visited_on,
        count(*) as visit_count
    from sessions
    where brand_key is not null
    group by customer_key, brand_key, visited_on
    union all
    select
        customer_key,
        'all' as brand_key,
        visited_on,
        count(*) as visit_count
    from sessions
    group by customer_key, visited_on

)

select * from dated
