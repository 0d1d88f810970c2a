-- How many customers does each system know, and how many does nobody else know?
with known as (

    select distinct
        customer_key,
        source_system
    from {{ ref('customer_records') }}

),

counted as (

    select
        customer_key,
        count(*) as system_count
    from known
    group by customer_key

)

select
    known.source_system,
    count(*) as customers,
    count(*) filter (where counted.system_count = 1) as known_only_here,
    round(100.0 * count(*) filter (where counted.system_count = 1) / count(*), 1)
        as percent_known_only_here
from known
inner join counted on known.customer_key = counted.customer_key
group by known.source_system
order by customers desc, known.source_system
