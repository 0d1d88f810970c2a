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
        {{ clean_phone('coalesce(phone, home_phone, other_phone)', 'iso_country') }} as phone,
        {{ clean_phone('mobile_phone', 'iso_country') }} as mobile,
        {{ street_line('mailing_street', 1) }} as address_line_1,
        {{ street_line('mailing_street', 2) }} as address_line_2,
        {{ clean_text('mailing_city') }} as city,
        {{ clean_text('coalesce(mailing_state, mailing_state_code)') }} as region,
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
        contact_id,
        max(version_at) filter (where not is_opted_out_of_email) as email_until,
        max(version_at) filter (where not is_opted_out_of_calls) as calls_until
    from versions
    group by contact_id
),

opt_outs as (
    select
        versions.contact_id,
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
    inner join unrecorded on versions.contact_id = unrecorded.contact_id
    group by versions.contact_id
),

dated as (
    select
        versions.*,
        opt_outs.email_opted_out_at,
        opt_outs.calls_opted_out_at
    from versions
    inner join opt_outs on versions.contact_id = opt_outs.contact_id
),

newest as (
    select *
    from dated
    qualify row_number() over (
        partition by contact_id
        order by
            (version_at is not null) desc,
            version_at desc,
            delivered_on desc,
            source_file desc,
            line_number desc
    ) = 1
)

select * from newest
