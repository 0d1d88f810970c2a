-- One row per person record as sources tell it, with a print of all that identity makes of it: what
-- it says, its identifiers, and what a steward says of it. What is renewed begins here.
{{ renewed(key=['record_key'], touches=['record_key'], compared=['fingerprint']) }}
{% set said_columns = ['source_system', 'source_id']
    + (conformed_columns('people').columns | list) %}
with people as (

    select * from {{ ref('people__unioned') }}

),

identifiers as (

    select * from {{ ref('identifiers__unioned') }}

),

decisions as (

    select * from {{ ref('steward_decisions__gathered') }}
    where status = 'holds'

),

settings as (

    select * from {{ ref('source_settings') }}

),

identified as (

    select
        record_key,
        bit_xor({{ hash_number([
            'identifier_type', 'identifier_value', 'is_claimed', 'first_seen_at', 'last_seen_at',
        ]) }}) as identifier_print
    from identifiers
    where identifier_value is not null
    group by record_key

),

-- A decision speaks from the day on which both of its records are there.
judged as (

    select
        decisions.record_key,
        decisions.linked_record_key,
        {{ hash_number(['decisions.decision_key', 'decisions.decision']) }} as decision_print
    from decisions
    inner join people as first_record on decisions.record_key = first_record.record_key
    inner join people as second_record on decisions.linked_record_key = second_record.record_key

),

judgements as (

    select record_key, decision_print from judged
    union all
    select linked_record_key as record_key, decision_print from judged

),

decided as (

    select
        record_key,
        bit_xor(decision_print) as decision_print
    from judgements
    group by record_key

),

gathered as (

    select
        people.record_key,
        people.{{ said_columns | join(',\n        people.') }},
        coalesce(settings.is_deduplicated, false) and people.master_source_id is null as is_sole,
        {{ hash_number(
            ['people.' ~ said_columns | join(', people.')]
            + ['settings.is_deduplicated', 'identified.identifier_print', 'decided.decision_print']
        ) }} as fingerprint
    from people
    left join settings on people.source_system = settings.source_system
    left join identified on people.record_key = identified.record_key
    left join decided on people.record_key = decided.record_key

)

select * from gathered
