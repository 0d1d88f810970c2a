-- One row per identifier type and value, as handed over, that stands for nobody.
with people as (

    select * from {{ ref('people__unioned') }}

),

identifiers as (

    select * from {{ ref('identifiers__unioned') }}

),

patterns as (

    select * from {{ ref('generic_identifier_values') }}

),

written as (

    select
        'email' as identifier_type,
        email as identifier_value
    from people
    union
    select
        'phone' as identifier_type,
        phone as identifier_value
    from people
    union
    select
        'phone' as identifier_type,
        mobile as identifier_value
    from people
    union
    select
        identifier_type,
        identifier_value
    from identifiers

),

generic as (

    select distinct
        written.identifier_type,
        written.identifier_value
    from written
    inner join patterns
        on
            written.identifier_type = patterns.identifier_type
            and {{ regexp_matches('written.identifier_value', 'patterns.value_pattern') }}

)

select * from generic
