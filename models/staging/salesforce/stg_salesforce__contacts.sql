-- One row per contact, as last modified; losers of a merge keep their row.
-- An opt-out flag that is false says that nothing was recorded. When one that stands became true is
-- the first version that carries it.
{{ config(materialized='table') }}

with landed as (
    {{ landed_rows('salesforce', 'contacts') }}
),

settled as (
    {{ settled_rows('landed', 'salesforce') }}
),

located as (
    select
        settled.*,
        {{ country_code('coalesce(mailing_country_code, mailing_country)') }} as iso_country
    from settled
),

versions as (
    select
        {{ salesforce_id('id') }} as contact_id,
        {{ salesforce_id('master_record_id') }} as master_contact_id,
        {{ salesforce_id('account_id') }} as account_id,
        {{ clean_text('salutation') }} as title,
        {{ clean_name('first_name') }} as given_name,
        {{ clean_name('last_name') }} as family_name,
        {{ clean_name('name') }} as full_name,
        {{ clean_email('email') }} as email,
        coalesce(
            {{ clean_phone('phone', 'iso_country') }},
            {{ clean_phone('home_phone', 'iso_country') }},
            {{ clean_phone('other_phone', 'iso_country') }}
        ) as phone,
        {{ clean_phone('mobile_phone', 'iso_country') }} as mobile,
        {{ street_line('mailing_street', 1) }} as address_line_1,
        {{ street_line('mailing_street', 2) }} as address_line_2,
        {{ clean_text('mailing_city') }} as city,
        coalesce(
            {{ clean_text('mailing_state') }},
            {{ clean_text('mailing_state_code') }}
        ) as region,
        {{ clean_postcode('mailing_postal_code', 'iso_country') }} as postcode,
        iso_country as country_code,
        {{ clean_text('title') }} as job_title,
        {{ clean_text('department') }} as department,
        {{ salesforce_id('reports_to_id') }} as reports_to_contact_id,
        {{ clean_text('lead_source') }} as lead_source,
        {{ local_date('birthdate') }} as birth_date,
        coalesce({{ parse_flag('has_opted_out_of_email') }}, false) as is_opted_out_of_email,
        coalesce({{ parse_flag('do_not_call') }}, false) as is_opted_out_of_calls,
        {{ clean_text('email_bounced_reason') }} is not null as is_email_undeliverable,
        {{ salesforce_id('individual_id') }} as individual_id,
        lower({{ clean_text('brand') }}) as brand_key,
        {{ salesforce_version_columns() }}
    from located
    where {{ salesforce_id('id') }} is not null
),

dated as (
    {{ opt_outs_dated('versions', 'contact_id') }}
),

newest as (
    {{ newest_salesforce_versions('dated', 'contact_id') }}
)

select * from newest
