-- One row per decision of a steward whose two records are both in the warehouse.
with decisions as (

    select * from {{ ref('steward_decisions') }}

),

resolved as (

    select
        {{ weft_key([
            'source_system_a', 'source_id_a', 'source_system_b', 'source_id_b', 'decision',
        ]) }} as decision_key,
        {{ weft_key(['source_system_a', 'source_id_a']) }} as record_key,
        {{ weft_key(['source_system_b', 'source_id_b']) }} as linked_record_key,
        decision
    from decisions

),

present as (

    select
        resolved.decision_key,
        resolved.record_key,
        resolved.linked_record_key,
        resolved.decision
    from resolved
    inner join {{ ref('people__standardised') }} as first_record
        on resolved.record_key = first_record.record_key
    inner join {{ ref('people__standardised') }} as second_record
        on resolved.linked_record_key = second_record.record_key

)

select * from present
