-- One row per record and time it left a customer.
with remembered as (

    select * from {{ source('last_publication', 'customer_record_history') }}

),

changes as (

    select * from {{ ref('record_changes__found') }}

),

numbered as (

    select
        record_key,
        count(*) as change_count
    from remembered
    group by record_key

),

stacked as (

    select
        record_change_key,
        record_key,
        old_customer_key,
        customer_key,
        change,
        changed_at,
        reason
    from remembered
    union all
    select
        {{ weft_key(['changes.record_key', 'coalesce(numbered.change_count, 0) + 1']) }}
            as record_change_key,
        changes.record_key,
        changes.old_customer_key,
        changes.customer_key,
        changes.change,
        {{ run_at() }} as changed_at,
        changes.reason
    from changes
    left join numbered on changes.record_key = numbered.record_key

)

select * from stacked
