-- One row per person record, identifier type and value.
-- Besides what sources hand over, every record's own e-mail address and phone numbers, and two
-- made of what it says about the person: name, birth date and postcode; name and address.
{{ renewed(
    key=['record_key'],
    concerned='select record_key from ' ~ touched('records__gathered'),
    touches=['record_key', 'identifier_value_key'],
) }}
with people as (

    select * from {{ ref('people__standardised') }}
    where {{ concerned('record_key') }}

),

given as (

    select
        record_key,
        identifier_type,
        identifier_value,
        is_claimed,
        first_seen_at,
        last_seen_at
    from {{ ref('identifiers__screened') }}
    where {{ concerned('record_key') }}

),

email_hashes as (

    select
        record_key,
        'email_md5' as identifier_type,
        md5(email) as identifier_value,
        false as is_claimed,
        created_at as first_seen_at,
        updated_at as last_seen_at
    from people
    where email is not null

),

names_with_birth_date as (

    select
        record_key,
        'name_birth_postcode' as identifier_type,
        {{ weft_key(['given_root', 'family_key', 'birth_date', 'postcode_key']) }}
            as identifier_value,
        false as is_claimed,
        created_at as first_seen_at,
        updated_at as last_seen_at
    from people
    where
        length(given_root) > 1
        and family_key is not null
        and birth_date is not null
        and postcode_key is not null

),

-- A record that its source merged into another carries the survivor's id as its own.
survivors as (

    select
        record_key,
        'source_record' as identifier_type,
        source_system || ':' || coalesce(master_source_id, source_id) as identifier_value,
        false as is_claimed,
        created_at as first_seen_at,
        updated_at as last_seen_at
    from people

),

stacked as (

    select * from given
    union all
    select * from email_hashes
    union all
    select * from names_with_birth_date
    union all
    select * from survivors

),

aggregated as (

    select
        {{ weft_key(['record_key', 'identifier_type', 'identifier_value']) }}
            as record_identifier_key,
        record_key,
        {{ weft_key(['identifier_type', 'identifier_value']) }} as identifier_value_key,
        identifier_type,
        identifier_value,
        bool_and(is_claimed) as is_claimed,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from stacked
    group by record_key, identifier_type, identifier_value

)

select * from aggregated
