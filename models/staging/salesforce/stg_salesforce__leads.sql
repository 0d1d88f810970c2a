-- One row per lead, as last modified; converted leads and losers of a merge keep theirs.
-- An opt-out flag that is false says that nothing was recorded. When one that stands became true is
-- the first version that carries it.
{{ config(materialized='table') }}

with landed as (
    {{ landed_rows('salesforce', 'leads') }}
),

settled as (
    {{ settled_rows('landed', 'salesforce') }}
),

located as (
    select
        settled.*,
        {{ country_code('coalesce(country_code, country)') }} as iso_country
    from settled
),

versions as (
    select
        {{ salesforce_id('id') }} as lead_id,
        {{ salesforce_id('master_record_id') }} as master_lead_id,
        {{ clean_text('salutation') }} as title,
        {{ clean_name('first_name') }} as given_name,
        {{ clean_name('last_name') }} as family_name,
        {{ clean_name('name') }} as full_name,
        {{ clean_email('email') }} as email,
        {{ clean_phone('phone', 'iso_country') }} as phone,
        {{ clean_phone('mobile_phone', 'iso_country') }} as mobile,
        {{ street_line('street', 1) }} as address_line_1,
        {{ street_line('street', 2) }} as address_line_2,
        {{ clean_text('city') }} as city,
        coalesce(
            {{ clean_text('state') }},
            {{ clean_text('state_code') }}
        ) as region,
        {{ clean_postcode('postal_code', 'iso_country') }} as postcode,
        iso_country as country_code,
        {{ clean_text('company') }} as company_name,
        {{ clean_text('title') }} as job_title,
        {{ clean_text('status') }} as lead_status,
        {{ clean_text('lead_source') }} as lead_source,
        {{ clean_text('industry') }} as industry,
        coalesce({{ parse_flag('has_opted_out_of_email') }}, false) as is_opted_out_of_email,
        coalesce({{ parse_flag('do_not_call') }}, false) as is_opted_out_of_calls,
        {{ clean_text('email_bounced_reason') }} is not null as is_email_undeliverable,
        {{ parse_flag('is_converted') }} as is_converted,
        {{ local_date('converted_date') }} as converted_date,
        {{ salesforce_id('converted_contact_id') }} as converted_contact_id,
        {{ salesforce_id('converted_account_id') }} as converted_account_id,
        {{ salesforce_id('individual_id') }} as individual_id,
        lower({{ clean_text('brand') }}) as brand_key,
        {{ salesforce_version_columns() }}
    from located
    where {{ salesforce_id('id') }} is not null
),

dated as (
    {{ opt_outs_dated('versions', 'lead_id') }}
),

newest as (
    {{ newest_salesforce_versions('dated', 'lead_id') }}
)

select * from newest
