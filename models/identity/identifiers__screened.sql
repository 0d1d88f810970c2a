-- One row per person record, identifier type and value, as handed over or written in the record,
-- and whether the value stands for nobody.
{{ renewed(
    key=['record_key'],
    concerned='select record_key from ' ~ touched('records__gathered'),
    touches=['record_key'],
) }}
with people as (

    select * from {{ ref('records__gathered') }}
    where {{ concerned('record_key') }}

),

identifiers as (

    select * from {{ ref('identifiers__unioned') }}
    where identifier_value is not null and {{ concerned('record_key') }}

),

patterns as (

    select * from {{ ref('generic_identifier_values') }}

),

stacked as (

    select
        record_key,
        identifier_type,
        identifier_value,
        is_claimed,
        first_seen_at,
        last_seen_at
    from identifiers
    {% for column, identifier_type in
        [('email', 'email'), ('phone', 'phone'), ('mobile', 'phone')] %}
    union all
    select
        record_key,
        '{{ identifier_type }}' as identifier_type,
        {{ column }} as identifier_value,
        false as is_claimed,
        created_at as first_seen_at,
        updated_at as last_seen_at
    from people
    where {{ column }} is not null
    {% endfor %}

),

given as (

    select
        record_key,
        identifier_type,
        identifier_value,
        bool_and(coalesce(is_claimed, false)) as is_claimed,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from stacked
    group by record_key, identifier_type, identifier_value

),

written as (

    select distinct
        identifier_type,
        identifier_value
    from given

),

fitting as (

    select distinct
        written.identifier_type,
        written.identifier_value
    from written
    inner join patterns
        on
            written.identifier_type = patterns.identifier_type
            and {{ regexp_matches('written.identifier_value', 'patterns.value_pattern') }}

),

screened as (

    select
        given.*,
        fitting.identifier_value is not null as is_generic
    from given
    left join fitting
        on
            given.identifier_type = fitting.identifier_type
            and given.identifier_value = fitting.identifier_value

)

select * from screened
