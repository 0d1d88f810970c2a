-- One row per person record, identifier type and value.
-- Besides what sources hand over, every record's own e-mail address and phone numbers, and two
-- made of what it says about the person: name, birth date and postcode; name and address.
with people as (

    select * from {{ ref('people__standardised') }}

),

given as (

    select
        record_key,
        identifier_type,
        identifier_value,
        is_claimed,
        first_seen_at,
        last_seen_at
    from {{ ref('identifiers__unioned') }}
    where identifier_value is not null

),

emails as (

    select
        record_key,
        'email' as identifier_type,
        email as identifier_value,
        false as is_claimed,
        created_at as first_seen_at,
        updated_at as last_seen_at
    from people
    where email is not null

),

email_hashes as (

    select
        record_key,
        'email_md5' as identifier_type,
        md5(identifier_value) as identifier_value,
        false as is_claimed,
        first_seen_at,
        last_seen_at
    from emails

),

-- Sources disagree on what is a mobile, so a number is a number.
phones as (

    select
        record_key,
        'phone' as identifier_type,
        phone as identifier_value,
        false as is_claimed,
        created_at as first_seen_at,
        updated_at as last_seen_at
    from people
    where phone is not null
    union all
    select
        record_key,
        'phone' as identifier_type,
        mobile as identifier_value,
        false as is_claimed,
        created_at as first_seen_at,
        updated_at as last_seen_at
    from people
    where mobile is not null

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
    select * from emails
    union all
    select * from email_hashes
    union all
    select * from phones
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
        identifier_type,
        identifier_value,
        bool_and(coalesce(is_claimed, false)) as is_claimed,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from stacked
    group by record_key, identifier_type, identifier_value

)

select * from aggregated
