-- One row per person record of a source, with the values matching compares.
with people as (

    select * from {{ ref('people__unioned') }}

),

nicknames as (

    select * from {{ ref('nicknames') }}

),

keyed as (

    select
        record_key,
        source_system,
        source_id,
        record_kind,
        {{ name_key('given_name') }} as given_key,
        {{ name_key('family_name') }} as family_key,
        birth_date,
        email,
        phone,
        mobile,
        upper(replace(postcode, ' ', '')) as postcode_key,
        {{ address_key("concat_ws(' ', address_line_1, address_line_2)") }} as address_key,
        country_code,
        account_id,
        company_name,
        master_source_id,
        created_at,
        updated_at
    from people

),

rooted as (

    select
        keyed.record_key,
        keyed.source_system,
        keyed.source_id,
        keyed.record_kind,
        nullif(keyed.given_key, '') as given_key,
        -- Bob is Robert when names are compared; the golden record keeps what the source wrote.
        nullif(coalesce(nicknames.given_root, keyed.given_key), '') as given_root,
        nullif(keyed.family_key, '') as family_key,
        keyed.birth_date,
        keyed.email,
        keyed.phone,
        keyed.mobile,
        nullif(keyed.postcode_key, '') as postcode_key,
        nullif(keyed.address_key, '') as address_key,
        keyed.country_code,
        keyed.account_id,
        keyed.company_name,
        keyed.master_source_id,
        keyed.created_at,
        keyed.updated_at
    from keyed
    left join nicknames on keyed.given_key = nicknames.nickname

)

select * from rooted
