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
        {{ clean_text('coalesce(state, state_code)') }} as region,
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

-- The last version in which nothing was recorded: an opt-out that stands now began after it.
unrecorded as (
    select
        lead_id,
        max(version_at) filter (where not is_opted_out_of_email) as email_until,
        max(version_at) filter (where not is_opted_out_of_calls) as calls_until
    from versions
    group by lead_id
),

opt_outs as (
    select
        versions.lead_id,
        min(versions.version_at) filter (
            where
                versions.is_opted_out_of_email
                and (
                    unrecorded.email_until is null
                    or versions.version_at > unrecorded.email_until
                )
        ) as email_opted_out_at,
        min(versions.version_at) filter (
            where
                versions.is_opted_out_of_calls
                and (
                    unrecorded.calls_until is null
                    or versions.version_at > unrecorded.calls_until
                )
        ) as calls_opted_out_at
    from versions
    inner join unrecorded on versions.lead_id = unrecorded.lead_id
    group by versions.lead_id
),

dated as (
    select
        versions.*,
        opt_outs.email_opted_out_at,
        opt_outs.calls_opted_out_at
    from versions
    inner join opt_outs on versions.lead_id = opt_outs.lead_id
),

newest as (
    select *
    from dated
    qualify row_number() over (
        partition by lead_id
        order by
            (version_at is not null) desc,
            version_at desc,
            delivered_on desc,
            source_file desc,
            line_number desc
    ) = 1
)

select * from newest
