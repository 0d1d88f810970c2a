-- One row per use of a link that reached another person than the one it was sent to.
with identifications as (

    select * from {{ ref('visitor_identifications__resolved') }}
    where is_forwarded

),

mapped as (

    select
        identification_key as forwarded_key,
        customer_key as from_customer_key,
        user_customer_key as forwarded_to_customer_key,
        visitor_key,
        identifier_type,
        identifier_value,
        evidence,
        identified_at as used_at
    from identifications

)

select * from mapped
