-- One row per identifier type, value and customer.
with owned as (

    select * from {{ ref('identifiers__owned') }}

),

listed as (

    select
        customer_identifier_key,
        identifier_type,
        identifier_value,
        customer_key,
        first_seen_at,
        last_seen_at,
        record_count,
        is_claimed,
        is_generic,
        is_owner
    from owned

)

select * from listed
