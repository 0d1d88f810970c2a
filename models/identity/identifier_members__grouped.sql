-- One row per usable identifier value and person record, with the person group it falls into.
-- A mailbox, a card or a landline serves a household, so sharing one joins only records whose
-- given names agree, and whose birth dates do not differ. A record that says less (no name, an
-- initial, no birth date) joins the one group it fits; where it fits several it stays apart.
{{ renewed(
    key=['identifier_value_key'],
    concerned=concerned_by('identifier_values__judged'),
    touches=['identifier_value_key', 'record_key'],
) }}
with identifiers as (

    select * from {{ ref('identifiers__standardised') }}
    where {{ concerned('identifier_value_key') }}

),

judged as (

    select * from {{ ref('identifier_values__judged') }}
    where verdict = 'usable' and {{ concerned('identifier_value_key') }}

),

people as (

    select * from {{ ref('people__standardised') }}

),

members as (

    select
        judged.identifier_value_key,
        judged.identifier_type,
        judged.strength,
        judged.match_weight,
        judged.confidence,
        judged.needs_name or identifiers.is_claimed as needs_name,
        identifiers.record_key,
        people.given_root,
        people.birth_date,
        coalesce(length(people.given_root) > 1, false) as is_named
    from identifiers
    inner join judged on identifiers.identifier_value_key = judged.identifier_value_key
    inner join people on identifiers.record_key = people.record_key
    where judged.record_count > 1

),

full_names as (

    select distinct
        identifier_value_key,
        given_root
    from members
    where is_named

),

fitting_names as (

    select
        members.identifier_value_key,
        members.record_key,
        count(*) as fitting_count,
        min(full_names.given_root) as fitting_given_root
    from members
    inner join full_names
        on
            members.identifier_value_key = full_names.identifier_value_key
            and (
                members.given_root is null
                or members.given_root = left(full_names.given_root, 1)
            )
    where not members.is_named
    group by members.identifier_value_key, members.record_key

),

named as (

    select
        members.identifier_value_key,
        members.identifier_type,
        members.strength,
        members.match_weight,
        members.confidence,
        members.record_key,
        members.is_named,
        members.birth_date,
        case
            when not members.needs_name then 'any'
            when members.is_named then members.given_root
            when fitting_names.fitting_count = 1 then fitting_names.fitting_given_root
            else '~' || coalesce(members.given_root, '')
        end as name_group
    from members
    left join fitting_names
        on
            members.identifier_value_key = fitting_names.identifier_value_key
            and members.record_key = fitting_names.record_key

),

counted as (

    select
        identifier_value_key,
        name_group,
        count(distinct birth_date) as birth_date_count
    from named
    group by identifier_value_key, name_group

),

grouped as (

    select
        named.identifier_value_key,
        named.identifier_type,
        named.strength,
        named.match_weight,
        named.confidence,
        named.record_key,
        named.is_named,
        named.birth_date is not null as is_dated,
        named.name_group,
        case
            when named.strength = 'authoritative' or counted.birth_date_count <= 1 then 'any'
            else coalesce(cast(named.birth_date as string), 'unknown')
        end as birth_group
    from named
    inner join counted
        on
            named.identifier_value_key = counted.identifier_value_key
            and named.name_group = counted.name_group

)

select * from grouped
