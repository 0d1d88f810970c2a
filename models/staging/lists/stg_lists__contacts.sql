-- One row per list and person, from the newest file of each list.
{{ config(materialized='table') }}

with landed as (
    {{ landed_rows('lists', 'contacts') }}
),

settled as (
    {{ settled_rows('landed', 'lists') }}
),

located as (
    select
        settled.*,
        {{ country_code('country') }} as iso_country
    from settled
),

read as (
    select
        list_name,
        {{ clean_id('person_id') }} as person_id,
        coalesce({{ clean_text('title') }}, {{ name_part('full_name', 'title') }}) as title,
        {{ clean_name('given_name') }} as given_name,
        {{ clean_name('middle_name') }} as middle_name,
        {{ clean_name('family_name') }} as family_name,
        coalesce({{ clean_text('suffix') }}, {{ name_part('full_name', 'suffix') }}) as suffix,
        {{ clean_name('full_name') }} as full_name,
        {{ name_part('full_name', 'given') }} as given_part,
        {{ name_part('full_name', 'middle') }} as middle_part,
        {{ name_part('full_name', 'family') }} as family_part,
        {{ local_date('birth_date') }} as birth_date,
        -- The year of 1915, 19150000 and 1915-00-00 is known all the same.
        cast({{ regexp_group(clean_id('birth_date'), "'^((?:18|19|20)[0-9]{2})'", 1) }} as int)
            as birth_year_part,
        lower({{ clean_text('gender') }}) as gender,
        {{ clean_id('national_id') }} as national_id,
        {{ clean_email('email') }} as email,
        {{ clean_phone('phone', 'iso_country') }} as phone,
        {{ clean_phone('mobile', 'iso_country') }} as mobile,
        {{ clean_id('street_number') }} as street_number,
        {{ clean_text('address_1') }} as address_1,
        {{ clean_text("concat_ws(', ', address_2, address_3)") }} as address_line_2,
        {{ clean_text('city') }} as city,
        {{ clean_text('region') }} as region,
        {{ clean_postcode('postcode', 'iso_country') }} as postcode,
        iso_country as country_code,
        {{ clean_text('company') }} as company_name,
        {{ clean_text('job_title') }} as job_title,
        {{ clean_id('customer_reference') }} as customer_reference,
        {{ clean_id('loyalty_card') }} as loyalty_card,
        {{ salesforce_id('crm_id') }} as salesforce_id,
        {{ clean_text('birth_place') }} as birth_place,
        {{ clean_text('occupation') }} as occupation,
        coalesce({{ stated_timestamp('updated_at') }}, cast(_delivered_on as timestamp))
            as updated_at,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from located
    where {{ clean_id('person_id') }} is not null
),

composed as (
    select
        list_name,
        person_id,
        title,
        -- A full name is split where the file has no parts at all.
        case
            when given_name is null and family_name is null then given_part else given_name
        end as given_name,
        case
            when given_name is null and family_name is null then middle_part else middle_name
        end as middle_name,
        case
            when given_name is null and family_name is null then family_part else family_name
        end as family_name,
        suffix,
        full_name,
        birth_date,
        coalesce(cast(extract(year from birth_date) as int), birth_year_part) as birth_year,
        gender,
        national_id,
        email,
        phone,
        mobile,
        case
            when address_1 like street_number || ' %' then address_1
            else nullif(concat_ws(' ', street_number, address_1), '')
        end as address_line_1,
        address_line_2,
        city,
        region,
        postcode,
        country_code,
        company_name,
        job_title,
        customer_reference,
        loyalty_card,
        salesforce_id,
        birth_place,
        occupation,
        updated_at,
        delivered_on,
        source_file,
        line_number
    from read
    qualify row_number() over (
        partition by list_name, person_id
        order by updated_at desc, line_number desc
    ) = 1
)

select * from composed
