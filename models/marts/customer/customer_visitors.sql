-- One row per visitor and stretch of time in which it is one customer; one for each visitor nobody
-- has recognised yet.
with visitors as (

    select * from {{ ref('visitors__unioned') }}

),

links as (

    select * from {{ ref('visitors__linked') }}

),

mapped as (

    select
        coalesce(
            links.visitor_link_key, {{ weft_key(['visitors.visitor_key', "'unknown'"]) }}
        ) as customer_visitor_key,
        visitors.visitor_key,
        visitors.source_system,
        links.customer_key,
        coalesce(links.valid_from, visitors.first_seen_at) as valid_from,
        coalesce(links.valid_to, cast('9999-12-31 00:00:00' as timestamp)) as valid_to,
        links.identified_at,
        links.evidence,
        links.confidence,
        coalesce(links.evidence_count, 0) as evidence_count,
        visitors.device_category,
        visitors.first_seen_at,
        visitors.last_seen_at
    from visitors
    left join links on visitors.visitor_key = links.visitor_key

)

select * from mapped
