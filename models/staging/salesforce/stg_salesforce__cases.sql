-- One row per case, as last modified; losers of a merge keep their row.
-- A case from the web form has no contact, only what was typed into the form.
with landed as (
    {{ landed_rows('salesforce', 'cases') }}
),

settled as (
    {{ settled_rows('landed', 'salesforce') }}
),

versions as (
    select
        {{ salesforce_id('id') }} as case_id,
        {{ salesforce_id('master_record_id') }} as master_case_id,
        {{ clean_id('case_number') }} as case_number,
        {{ salesforce_id('contact_id') }} as contact_id,
        {{ salesforce_id('account_id') }} as account_id,
        {{ clean_name('supplied_name') }} as supplied_name,
        coalesce(
            {{ clean_email('supplied_email') }},
            {{ clean_email('contact_email') }}
        ) as supplied_email,
        {{ clean_phone(
            'coalesce(supplied_phone, contact_mobile, contact_phone)', 'source_country'
        ) }} as supplied_phone,
        {{ clean_text('supplied_company') }} as supplied_company,
        {{ clean_text('type') }} as case_type,
        {{ clean_text('reason') }} as reason,
        {{ clean_text('origin') }} as origin,
        {{ clean_text('status') }} as case_status,
        {{ clean_text('subject') }} as subject,
        {{ clean_text('description') }} as description,
        {{ parse_flag('is_closed') }} as is_closed,
        {{ salesforce_timestamp('closed_date') }} as closed_at,
        {{ parse_flag('is_escalated') }} as is_escalated,
        lower({{ clean_text('brand') }}) as brand_key,
        {{ salesforce_version_columns() }}
    from settled
    where {{ salesforce_id('id') }} is not null
),

newest as (
    {{ newest_salesforce_versions('versions', 'case_id') }}
)

select * from newest
