-- One row per identifier type and value: may it join records, and if not, why.
-- Judged anew on each run, so a value that turns generic is demoted, and one that stops is not.
{% set concerned_values %}
    select identifier_value_key from {{ touched('identifiers__standardised') }}
    union
    select identifier_value_key from {{ rows_of('identifiers__standardised') }}
    where record_key in (select record_key from {{ touched('people__standardised') }})
{% endset %}
{{ renewed(key=['identifier_value_key'], concerned=concerned_values) }}
with identifiers as (

    select * from {{ ref('identifiers__standardised') }}
    where {{ concerned('identifier_value_key') }}

),

people as (

    select * from {{ ref('people__standardised') }}

),

rules as (

    select * from {{ ref('identifier_rules') }}

),

blocked as (

    select distinct
        identifier_type,
        identifier_value
    from {{ ref('identifiers__screened') }}
    where is_generic

),

counted as (

    select
        identifiers.identifier_value_key,
        identifiers.identifier_type,
        identifiers.identifier_value,
        count(*) as record_count,
        count(distinct people.given_root) filter (where length(people.given_root) > 1)
            as given_name_count,
        count(distinct people.postcode_key) as postcode_count
    from identifiers
    inner join people on identifiers.record_key = people.record_key
    group by
        identifiers.identifier_value_key,
        identifiers.identifier_type,
        identifiers.identifier_value

),

judged as (

    select
        counted.identifier_value_key,
        counted.identifier_type,
        counted.identifier_value,
        counted.record_count,
        counted.given_name_count,
        counted.postcode_count,
        rules.strength,
        rules.needs_name,
        rules.match_weight,
        rules.confidence,
        case
            when rules.identifier_type is null then 'no_rule'
            when blocked.identifier_value is not null then 'blocked'
            when rules.strength = 'lookup' then 'lookup'
            when rules.needs_name and counted.given_name_count > rules.max_people
                then 'too_many_people'
            else 'usable'
        end as verdict
    from counted
    left join rules on counted.identifier_type = rules.identifier_type
    left join blocked
        on
            counted.identifier_type = blocked.identifier_type
            and counted.identifier_value = blocked.identifier_value

)

select * from judged
