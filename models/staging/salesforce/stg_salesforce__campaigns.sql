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
        lower({{ clean_text('brand') }}) as brand_key,
        {{ salesforce_version_columns() }}
    from settled
    where {{ salesforce_id('id') }} is not null
),

newest as (
    {{ newest_salesforce_versions('versions', 'campaign_id') }}
)

select * from newest
