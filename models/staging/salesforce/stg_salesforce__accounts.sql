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
        {{ clean_text('coalesce(billing_state, billing_state_code)') }} as region,
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
        {{ parse_flag('is_deleted') }} as is_deleted,
        lower({{ clean_text('brand') }}) as brand_key,
        {{ salesforce_timestamp('created_date') }} as created_at,
        coalesce(
            {{ salesforce_timestamp('system_modstamp') }},
            {{ salesforce_timestamp('last_modified_date') }}
        ) as version_at,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from located
    where {{ salesforce_id('id') }} is not null
),

newest as (
    select *
    from versions
    qualify row_number() over (
        partition by account_id
        order by
            (version_at is not null) desc,
            version_at desc,
            delivered_on desc,
            source_file desc,
            line_number desc
    ) = 1
)

select * from newest
