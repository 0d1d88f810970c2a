-- One row per fault in what matching rests on: weights, rules and decisions, with its cure.
-- The first model of matching does not start while there is one (macro stop_on_faults).
{{ config(materialized='view') }}
with expected_weights as (

    {% for setting in ['anywhere', 'at home'] %}
    select '{{ setting }}' as setting, 'prior' as comparison, 0 as level, null as label
    union all
    {% for comparison in match_comparisons() %}
    {% for entry in comparison.levels %}
    select
        '{{ setting }}' as setting,
        '{{ comparison.name }}' as comparison,
        {{ comparison.levels | length - loop.index0 }} as level,
        '{{ entry.label }}' as label
    union all
    {% endfor %}
    select '{{ setting }}', '{{ comparison.name }}', 0, 'differs'
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

weights as (

    select
        setting,
        comparison,
        level,
        min(label) as label,
        count(*) as row_count,
        -- Beyond a thousand bits is no weight; nor is nan, which compares as greater.
        bool_and(coalesce(abs(weight) <= 1000, false)) as is_number,
        bool_and(smallest_frequency is null or coalesce(u_probability > 0, false)) as has_usual
    from {{ ref('match_weights') }}
    group by setting, comparison, level

),

weight_faults as (

    select
        'seeds/match_weights.csv' as place,
        coalesce(expected_weights.comparison, weights.comparison, '(none)') || ', level '
        || coalesce(cast(coalesce(expected_weights.level, weights.level) as string), '(none)')
        || ', ' || coalesce(expected_weights.setting, weights.setting, '(no setting)') || ': '
        || case
            when weights.row_count is null
                then 'no row for what macro match_comparisons calls '
                || coalesce(expected_weights.label, 'prior')
            when expected_weights.comparison is null
                then 'macro match_comparisons knows no such level'
            when weights.row_count > 1 then 'stands there more than once'
            when not weights.is_number then 'its weight is no number'
            when not weights.has_usual then 'a smallest_frequency needs a u_probability'
            when weights.label != expected_weights.label
                then 'is called ' || weights.label || ', in macro match_comparisons '
                || expected_weights.label
        end as fault,
        'Correct the row, or run weft train, which writes them all' as cure
    from expected_weights
    full join weights
        on
            expected_weights.setting = weights.setting
            and expected_weights.comparison = weights.comparison
            and expected_weights.level = weights.level

),

rule_types as (

    select
        identifier_type,
        count(*) as row_count
    from {{ ref('identifier_rules') }}
    group by identifier_type

),

rule_faults as (

    select
        'seeds/identifier_rules.csv' as place,
        coalesce(rules.identifier_type, '(no type)') || ': '
        || case
            when not coalesce(
                rules.identifier_type in ('{{ identifier_types() | join("', '") }}'), false
            ) then 'no source hands over identifiers of this type'
            when rule_types.row_count > 1 then 'stands there more than once'
            when not coalesce(rules.strength in ('authoritative', 'strong', 'lookup'), false)
                then 'its strength is none of authoritative, strong and lookup'
            when not coalesce(rules.confidence > 0 and rules.confidence <= 1, false)
                then 'its confidence is not above 0 and at most 1'
            when rules.strength != 'lookup'
            and not coalesce(rules.match_weight > 0 and rules.max_people >= 1, false)
                then 'what joins records needs a match_weight above 0 and max_people of 1 or more'
        end as fault,
        'Correct the row, or take it out; a new type goes into macro identifier_types' as cure
    from {{ ref('identifier_rules') }} as rules
    left join rule_types on rules.identifier_type = rule_types.identifier_type
    union all
    select
        'seeds/generic_identifier_values.csv' as place,
        patterns.identifier_type || ': seeds/identifier_rules.csv has no such type' as fault,
        'Correct the row, or take it out' as cure
    from {{ ref('generic_identifier_values') }} as patterns
    left join rule_types on patterns.identifier_type = rule_types.identifier_type
    where rule_types.identifier_type is null

),

stated as (

    select
        {{ record_reference('source_system_a', 'source_id_a') }} as reference,
        {{ record_reference('source_system_b', 'source_id_b') }} as linked_reference,
        {{ weft_key(['source_system_a', 'source_id_a']) }} as record_key,
        {{ weft_key(['source_system_b', 'source_id_b']) }} as linked_record_key,
        decision
    from {{ ref('steward_decisions') }}

),

-- A list is a source by its own name, which only its records know.
known_sources as (

    {%- for source_name in concept_sources('people') %}
    select '{{ source_name }}' as source_system
    union
    {%- endfor %}
    select source_system from {{ ref('people__unioned') }}

),

source_faults as (

    select
        'seeds/source_overrides.csv' as place,
        coalesce(overrides.source_system, '(no source)')
        || ': is_deduplicated, but no source of people has this name' as fault,
        'Correct the name, by source_system of marts.customer_records, or take the mark out'
            as cure
    from {{ ref('source_overrides') }} as overrides
    left join known_sources on overrides.source_system = known_sources.source_system
    where overrides.is_deduplicated and known_sources.source_system is null

),

named as (

    select reference, record_key from stated
    union
    select linked_reference as reference, linked_record_key as record_key from stated

),

unknown as (

    select named.reference
    from named
    left join {{ ref('people__unioned') }} as people on named.record_key = people.record_key
    where people.record_key is null

),

decisions as (

    select * from {{ ref('steward_decisions__gathered') }}
    where status = 'holds'

),

must_links as (

    select
        record_key as node_key,
        linked_record_key as linked_node_key
    from decisions
    where decision = 'must_link'

),

linked_records as (

    select node_key from must_links
    union
    select linked_node_key as node_key from must_links

),

linked_groups as (

    {{ connected_components('linked_records', 'must_links') }}

),

contradicted as (

    select
        decisions.decision_id,
        coalesce(first_record.reference, decisions.record_key) as reference,
        coalesce(second_record.reference, decisions.linked_record_key) as linked_reference
    from decisions
    inner join linked_groups as this_one on decisions.record_key = this_one.node_key
    inner join linked_groups as that_one
        on
            decisions.linked_record_key = that_one.node_key
            and this_one.cluster_key = that_one.cluster_key
    left join named as first_record on decisions.record_key = first_record.record_key
    left join named as second_record on decisions.linked_record_key = second_record.record_key
    where decisions.decision = 'never_link'

),

decision_faults as (

    select
        'seeds/steward_decisions.csv' as place,
        reference || ' and ' || linked_reference || ': ' || case
            when record_key = linked_record_key then 'names one record twice'
            else 'a decision is must_link or never_link, not ' || coalesce(decision, 'nothing')
        end as fault,
        'Correct the row, or take it out' as cure
    from stated
    where
        record_key = linked_record_key
        or not coalesce(decision in ('must_link', 'never_link'), false)
    union all
    select
        'seeds/steward_decisions.csv' as place,
        reference || ': no source has this record' as fault,
        'Correct the row, or take it out; records are named by source_system and source_id as in'
        || ' marts.customer_records' as cure
    from unknown
    union all
    select
        case
            when decision_id = 'file' then 'seeds/steward_decisions.csv'
            else 'weft review, decision ' || decision_id
        end as place,
        reference || ' and ' || linked_reference
        || ': never_link, but other decisions make them one person' as fault,
        'Take one of the decisions back: its row out of the file, or weft review undo' as cure
    from contradicted

),

stacked as (

    select * from weight_faults
    union all
    select * from rule_faults
    union all
    select * from source_faults
    union all
    select * from decision_faults

),

checked as (

    select distinct
        {{ weft_key(['place', 'fault']) }} as fault_key,
        place,
        fault,
        cure
    from stacked
    where fault is not null

)

select * from checked
