-- One row per identifier type and value, as handed over, and whether it stands for nobody.
-- Patterns are tried on what is new since the last build; a pattern that changes tries all anew.
{% set screening = regexp_matches('fresh.identifier_value', 'patterns.value_pattern') %}
with people as (

    select * from {{ ref('people__unioned') }}

),

identifiers as (

    select * from {{ ref('identifiers__unioned') }}

),

patterns as (

    select * from {{ ref('generic_identifier_values') }}

),

rules as (

    select
        '{{ local_md5(screening) }}'
        || md5(coalesce({{ sorted_text_list("identifier_type || ' ' || value_pattern") }}, ''))
            as rule_key
    from patterns

),

written as (

    select
        'email' as identifier_type,
        email as identifier_value
    from people
    where email is not null
    union
    select
        'phone' as identifier_type,
        phone as identifier_value
    from people
    where phone is not null
    union
    select
        'phone' as identifier_type,
        mobile as identifier_value
    from people
    where mobile is not null
    union
    select
        identifier_type,
        identifier_value
    from identifiers
    where identifier_value is not null

),

ruled as (

    select
        written.identifier_type,
        written.identifier_value,
        rules.rule_key
    from written
    cross join rules

),

known as (

    {{ known_rows(
        ['identifier_type', 'identifier_value', 'is_generic', 'rule_key'],
        'ruled',
        ['identifier_type', 'identifier_value', 'rule_key'],
    ) }}

),

fresh as (

    select ruled.*
    from ruled
    left join known
        on
            ruled.identifier_type = known.identifier_type
            and ruled.identifier_value = known.identifier_value
    where known.identifier_value is null

),

fitting as (

    select distinct
        fresh.identifier_type,
        fresh.identifier_value
    from fresh
    inner join patterns
        on
            fresh.identifier_type = patterns.identifier_type
            and {{ screening }}

),

screened as (

    select
        fresh.identifier_type,
        fresh.identifier_value,
        fitting.identifier_value is not null as is_generic,
        fresh.rule_key
    from fresh
    left join fitting
        on
            fresh.identifier_type = fitting.identifier_type
            and fresh.identifier_value = fitting.identifier_value
    union all
    select * from known

)

select * from screened
