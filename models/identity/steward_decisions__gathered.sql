-- One row per decision and pair of records, from the file and from `weft review`, with its status.
{{ config(materialized='view') }}
with from_file as (

    select
        {{ weft_key(['source_system_a', 'source_id_a']) }} as first_key,
        {{ weft_key(['source_system_b', 'source_id_b']) }} as second_key,
        decision,
        decided_by,
        cast(decided_on as {{ timestamp_type() }}) as decided_at,
        comment as why
    from {{ ref('steward_decisions') }}

),

stacked as (

    select distinct
        'file' as stated_in,
        'file' as decision_id,
        decision,
        least(first_key, second_key) as record_key,
        greatest(first_key, second_key) as linked_record_key,
        decided_by,
        decided_at,
        why,
        cast(null as {{ string_type() }}) as undone_by,
        cast(null as {{ timestamp_type() }}) as undone_at,
        cast(null as {{ string_type() }}) as undone_why
    from from_file
    union all
    select
        'review' as stated_in,
        decision_id,
        decision,
        record_key_a as record_key,
        record_key_b as linked_record_key,
        decided_by,
        decided_at,
        why,
        undone_by,
        undone_at,
        undone_why
    from {{ source('ledger', 'decisions') }}

),

-- What a steward said last of a pair holds, and the file where nobody said more.
ranked as (

    select
        {{ weft_key(['decision_id', 'decision', 'record_key', 'linked_record_key']) }}
            as decision_key,
        stacked.*,
        rank() over (
            partition by record_key, linked_record_key
            order by
                case when undone_at is null then 0 else 1 end,
                stated_in desc,
                case when stated_in = 'review' then decided_at end desc,
                case when stated_in = 'review' then decision_id end desc
        ) as decision_rank
    from stacked

),

gathered as (

    select
        decision_key,
        decision_id,
        stated_in,
        decision,
        record_key,
        linked_record_key,
        case
            when undone_at is not null then 'undone'
            when decision_rank > 1 then 'overridden'
            else 'holds'
        end as status,
        decided_by,
        decided_at,
        why,
        undone_by,
        undone_at,
        undone_why
    from ranked

)

select * from gathered
