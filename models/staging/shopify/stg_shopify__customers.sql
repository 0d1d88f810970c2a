-- One row per customer of a store, from the store's newest export.
with landed as (
    {{ landed_rows('shopify', 'customers') }}
),

settings as (select * from {{ ref('source_settings') }} where source_system = 'shopify'),

renamed as (
    select
        coalesce(landed.store, 'default') as store_name,
        {{ clean_id('landed.customer_id') }} as customer_id,
        {{ clean_name('landed.first_name') }} as given_name,
        {{ clean_name('landed.last_name') }} as family_name,
        {{ clean_email('landed.email') }} as email,
        {{ clean_phone('landed.phone', 'landed.default_address_country_code') }} as phone,
        {{ clean_phone('landed.default_address_phone', 'landed.default_address_country_code') }}
            as address_phone,
        {{ clean_text('landed.default_address_company') }} as company,
        {{ clean_text('landed.default_address_address1') }} as address_line_1,
        {{ clean_text('landed.default_address_address2') }} as address_line_2,
        {{ clean_text('landed.default_address_city') }} as city,
        coalesce(
            {{ clean_text('landed.default_address_province_code') }},
            {{ clean_text('landed.province') }}
        ) as region,
        {{ clean_postcode('landed.default_address_zip', 'landed.default_address_country_code') }}
            as postcode,
        coalesce(
            upper({{ clean_text('landed.default_address_country_code') }}), settings.country_code
        ) as country_code,
        {{ parse_flag('landed.accepts_email_marketing') }} as is_accepting_email,
        {{ parse_flag('landed.accepts_sms_marketing') }} as is_accepting_sms,
        {{ money('landed.total_spent') }} as total_spent_amount,
        {{ try_decimal('landed.total_orders', 0) }} as order_count,
        {{ clean_text('landed.tags') }} as tags,
        {{ clean_text('landed.note') }} as note,
        {{ local_date('landed.birth_date', 'settings.date_locale') }} as birth_date,
        landed._source_file as source_file,
        landed._line_number as line_number,
        landed._delivered_on as delivered_on
    from landed
    cross join settings
),

-- The oldest header has no customer id; its people are known as guests are. The company sometimes
-- holds a national id instead of a company.
identified as (
    select
        renamed.*,
        coalesce(
            customer_id, 'guest:' || email, 'phone:' || coalesce(phone, address_phone)
        ) as customer_source_id,
        {{ regexp_matches("coalesce(company, '')", "'^[0-9][0-9. -]{5,}[0-9]$'") }}
            as is_company_a_number
    from renamed
),

unique_customers as (
    select *
    from identified
    where customer_source_id is not null
    qualify row_number() over (
        partition by store_name, customer_source_id
        order by source_file desc, line_number desc
    ) = 1
)

select * from unique_customers
