-- One row per account, as last modified.
with landed as (
    {{ landed_rows('salesforce', 'accounts') }}
),

settled as (
    {{ settled_rows('landed', 'salesforce') }}
),

located as (
    select
        settled.*,
        {{ country_code('coalesce(billing_country_code, billing_country)') }} as iso_country
    from settled
),

versions as (
    select
        {{ salesforce_id('id') }} as account_id,
        {{ salesforce_id('master_record_id') }} as master_account_id,
        {{ clean_text('name') }} as account_name,
        {{ clean_text('type') }} as account_type,
        {{ salesforce_id('parent_id') }} as parent_account_id,
        {{ street_line('billing_street', 1) }} as address_line_1,
        {{ street_line('billing_street', 2) }} as address_line_2,
        {{ clean_text('billing_city') }} as city,
        coalesce(
            {{ clean_text('billing_state') }},
            {{ clean_text('billing_state_code') }}
        ) as region,
        {{ clean_postcode('billing_postal_code', 'iso_country') }} as postcode,
        iso_country as country_code,
        {{ clean_phone('phone', 'iso_country') }} as phone,
        {{ clean_id('account_number') }} as account_number,
        {{ clean_text('website') }} as website,
        {{ clean_text('industry') }} as industry,
        {{ parse_amount('annual_revenue') }} as annual_revenue_amount,
        {{ parse_count('number_of_employees') }} as employee_count,
        {{ clean_text('account_source') }} as account_source,
        {{ salesforce_id('owner_id') }} as owner_id,
        lower({{ clean_text('brand') }}) as brand_key,
        {{ salesforce_version_columns() }}
    from located
    where {{ salesforce_id('id') }} is not null
),

newest as (
    {{ newest_salesforce_versions('versions', 'account_id') }}
)

select * from newest
