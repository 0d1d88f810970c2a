-- One row per decision of a steward and pair of records: every one there ever was.
with decisions as (

    select * from {{ ref('steward_decisions__gathered') }}

),

records as (

    select * from {{ ref('records__keyed') }}

),

followed as (

    select
        decisions.decision_key,
        decisions.decision_id,
        decisions.stated_in,
        decisions.decision,
        decisions.record_key,
        decisions.linked_record_key,
        first_record.customer_key,
        second_record.customer_key as linked_customer_key,
        case
            when
                decisions.status = 'holds'
                and (first_record.record_key is null or second_record.record_key is null)
                then 'no such record'
            else decisions.status
        end as status,
        decisions.decided_by,
        decisions.decided_at,
        decisions.why,
        decisions.undone_by,
        decisions.undone_at,
        decisions.undone_why
    from decisions
    left join records as first_record on decisions.record_key = first_record.record_key
    left join records as second_record
        on decisions.linked_record_key = second_record.record_key

)

select * from followed
