-- One row per identifier type, value and customer, and whether it is the one the value finds.
with identifiers as (

    select * from {{ ref('identifiers__standardised') }}
    where identifier_type not in ('name_birth_postcode', 'source_record')

),

records as (

    select * from {{ ref('records__keyed') }}

),

judged as (

    select * from {{ ref('identifier_values__judged') }}

),

aggregated as (

    select
        identifiers.identifier_type,
        identifiers.identifier_value,
        records.customer_key,
        judged.verdict in ('blocked', 'too_many_people') as is_generic,
        bool_and(identifiers.is_claimed) as is_claimed,
        count(*) as record_count,
        min(identifiers.first_seen_at) as first_seen_at,
        max(identifiers.last_seen_at) as last_seen_at
    from identifiers
    inner join records on identifiers.record_key = records.record_key
    inner join judged
        on
            identifiers.identifier_type = judged.identifier_type
            and identifiers.identifier_value = judged.identifier_value
    group by
        identifiers.identifier_type, identifiers.identifier_value, records.customer_key,
        judged.verdict

),

ranked as (

    select
        {{ weft_key(['identifier_type', 'identifier_value', 'customer_key']) }}
            as customer_identifier_key,
        identifier_type,
        identifier_value,
        customer_key,
        is_generic,
        is_claimed,
        record_count,
        first_seen_at,
        last_seen_at,
        row_number() over (
            partition by identifier_type, identifier_value
            order by is_claimed, record_count desc, first_seen_at, customer_key
        ) as owner_rank
    from aggregated

),

owned as (

    select
        customer_identifier_key,
        identifier_type,
        identifier_value,
        customer_key,
        is_generic,
        is_claimed,
        record_count,
        first_seen_at,
        last_seen_at,
        -- The customer this value finds; a generic one finds nobody.
        owner_rank = 1 and not is_generic as is_owner
    from ranked

)

select * from owned
