-- One row per campaign, as last modified.
with landed as (
    {{ landed_rows('salesforce', 'campaigns') }}
),

settled as (
    {{ settled_rows('landed', 'salesforce') }}
),

versions as (
    select
        {{ salesforce_id('id') }} as campaign_id,
        {{ clean_text('name') }} as campaign_name,
        {{ campaign_code_in('name') }} as campaign_code,
        {{ salesforce_id('parent_id') }} as parent_campaign_id,
        {{ clean_text('type') }} as campaign_type,
        {{ clean_text('status') }} as campaign_status,
        {{ local_date('start_date') }} as starts_on,
        {{ local_date('end_date') }} as ends_on,
        {{ parse_amount('budgeted_cost') }} as budgeted_amount,
        {{ parse_amount('actual_cost') }} as actual_cost_amount,
        coalesce(upper({{ clean_text('currency_iso_code') }}), source_currency) as currency_code,
        {{ parse_count('number_sent') }} as sent_count,
        {{ parse_flag('is_active') }} as is_active,
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
    from settled
    where {{ salesforce_id('id') }} is not null
),

newest as (
    select *
    from versions
    qualify row_number() over (
        partition by campaign_id
        order by
            (version_at is not null) desc,
            version_at desc,
            delivered_on desc,
            source_file desc,
            line_number desc
    ) = 1
)

select * from newest
