-- One row per reference number ever issued: one for each customer key.
with keys as (

    select * from {{ ref('customer_key_history') }}

),

remembered as (

    select * from {{ source('last_publication', 'customer_references') }}

),

erasures as (

    select * from {{ source('ledger', 'erasures') }}

),

issued_before as (

    select coalesce(max(issue_number), 0) as issue_number
    from (
        select issue_number from remembered
        union all
        -- A number of somebody who was erased is not issued again.
        select last_issue_number as issue_number from erasures
    ) as used

),

numbered as (

    select
        keys.old_customer_key,
        keys.minted_at,
        issued_before.issue_number
        + row_number() over (order by keys.old_customer_key) as issue_number
    from keys
    left join remembered on keys.old_customer_key = remembered.issued_customer_key
    cross join issued_before
    where remembered.issued_customer_key is null and keys.minted_from_record_key is not null

),

stacked as (

    select
        customer_reference,
        issued_customer_key,
        issue_number,
        issued_at
    from remembered
    union all
    select
        {{ customer_reference('issue_number') }} as customer_reference,
        old_customer_key as issued_customer_key,
        issue_number,
        minted_at as issued_at
    from numbered

),

resolved as (

    select
        stacked.customer_reference,
        keys.customer_key,
        coalesce(keys.customer_key = stacked.issued_customer_key, false) as is_current,
        stacked.issued_customer_key,
        stacked.issue_number,
        stacked.issued_at
    from stacked
    inner join keys on stacked.issued_customer_key = keys.old_customer_key

)

select * from resolved
