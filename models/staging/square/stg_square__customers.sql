-- One row per customer of the till's directory, from the newest export.
with landed as (
    {{ landed_rows('square', 'customers') }}
),

settings as (select * from {{ ref('source_settings') }} where source_system = 'square'),

renamed as (
    select
        {{ clean_id('landed.square_customer_id') }} as customer_id,
        {{ clean_id('landed.reference_id') }} as customer_reference,
        {{ clean_name('landed.first_name') }} as given_name,
        {{ clean_name('landed.last_name') }} as family_name,
        {{ clean_email('landed.email_address') }} as email,
        {{ clean_phone('landed.phone_number', 'settings.country_code') }} as phone,
        {{ clean_text('landed.company_name') }} as company_name,
        {{ clean_text('landed.street_address_1') }} as address_line_1,
        {{ clean_text('landed.street_address_2') }} as address_line_2,
        {{ clean_text('landed.city') }} as city,
        {{ clean_text('landed.state') }} as region,
        {{ clean_postcode('landed.postal_code', 'settings.country_code') }} as postcode,
        settings.country_code,
        {{ local_date('landed.birthday', 'settings.date_locale') }} as birth_date,
        {{ clean_text('landed.creation_source') }} as creation_source,
        {{ local_date('landed.first_visit', 'settings.date_locale') }} as first_visited_on,
        {{ local_date('landed.last_visit', 'settings.date_locale') }} as last_visited_on,
        lower({{ clean_text('landed.email_subscription_status') }}) as email_subscription_status,
        {{ parse_flag('landed.instant_profile') }} as is_instant_profile,
        landed._source_file as source_file,
        landed._line_number as line_number,
        landed._delivered_on as delivered_on
    from landed
    cross join settings
),

unique_customers as (
    select *
    from renamed
    where customer_id is not null
    qualify row_number() over (
        partition by customer_id
        order by delivered_on desc, source_file desc, line_number desc
    ) = 1
)

select * from unique_customers
