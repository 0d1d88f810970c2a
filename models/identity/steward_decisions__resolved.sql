-- One row per decision of a steward that holds and whose two records are both in the warehouse.
with decisions as (

    select * from {{ ref('steward_decisions__gathered') }}
    where status = 'holds'

),

people as (

    select * from {{ ref('people__standardised') }}

),

present as (

    select
        decisions.decision_key,
        decisions.record_key,
        decisions.linked_record_key,
        decisions.decision
    from decisions
    inner join people as first_record on decisions.record_key = first_record.record_key
    inner join people as second_record on decisions.linked_record_key = second_record.record_key

)

select * from present
