-- One row per record and the record that exact evidence ties it to.
-- A star for each person group of a value: every record to the one that says most, so that the
-- number of edges grows with the records and not with their pairs.
with members as (

    select * from {{ ref('identifier_members__grouped') }}

),

decisions as (

    select * from {{ ref('steward_decisions__resolved') }}

),

anchored as (

    select
        record_key,
        identifier_type,
        identifier_value_key,
        strength,
        priority,
        confidence,
        is_named,
        is_dated,
        first_value(record_key) over (
            partition by identifier_value_key, name_group, birth_group
            order by is_named desc, is_dated desc, record_key asc
        ) as linked_record_key
    from members

),

stars as (

    select
        record_key,
        linked_record_key,
        identifier_type as evidence,
        identifier_value_key,
        strength,
        priority,
        confidence,
        is_named,
        is_dated
    from anchored
    where record_key != linked_record_key

),

must_links as (

    select
        record_key,
        linked_record_key,
        'steward' as evidence,
        decision_key as identifier_value_key,
        'authoritative' as strength,
        0 as priority,
        1.00 as confidence,
        true as is_named,
        true as is_dated
    from decisions
    where decision = 'must_link'

),

stacked as (

    select * from stars
    union all
    select * from must_links

),

keyed as (

    select
        {{ weft_key(['record_key', 'linked_record_key', 'evidence', 'identifier_value_key']) }}
            as edge_key,
        record_key,
        linked_record_key,
        evidence,
        identifier_value_key,
        strength,
        priority,
        confidence,
        is_named,
        is_dated
    from stacked

)

select * from keyed
