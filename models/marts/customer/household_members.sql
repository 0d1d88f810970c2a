-- One row per customer and stay in a household.
with members as (

    select * from {{ ref('households__grouped') }}

),

mapped as (

    select
        residence_key as household_member_key,
        household_key,
        customer_key,
        valid_from,
        valid_to,
        is_current
    from members

)

select * from mapped
