-- One row per identifier value that joins nobody because it is nobody's own; the value as a key.
with judged as (select * from {{ ref('identifier_values__judged') }}),

rules as (select * from {{ ref('identifier_rules') }}),

demoted as (
    select
        judged.identifier_value_key,
        judged.identifier_type,
        judged.verdict,
        judged.record_count,
        judged.given_name_count,
        judged.postcode_count,
        cast(rules.max_people as bigint) as max_people
    from judged
    inner join rules on judged.identifier_type = rules.identifier_type
    where judged.verdict in ('blocked', 'too_many_people')
)

select * from demoted
