-- One row per business account and person who belongs to it.
with members as (

    select * from {{ ref('customers__accounted') }}

),

mapped as (

    select
        account_member_key,
        account_key,
        customer_key,
        evidence,
        job_title,
        contact_role,
        seniority,
        last_seen_at,
        is_main
    from members

)

select * from mapped
