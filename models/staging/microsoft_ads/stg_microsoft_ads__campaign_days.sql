-- One row per account, campaign, day and segment of a Microsoft Advertising report; an hourly
-- report has a row per hour. Reports by week look the same, and must not be delivered.
with landed as (
    {{ landed_rows('microsoft_ads', 'campaign_days') }}
),

settled as (
    {{ settled_rows('landed', 'microsoft_ads') }}
),

read as (
    select
        coalesce(
            {{ clean_id('account_id') }},
            {{ clean_id('account_number') }},
            {{ clean_id('account_in_path') }},
            {{ clean_text('account_name') }},
            'default'
        ) as account_id,
        {{ clean_id('campaign_id') }} as campaign_id,
        {{ clean_text('campaign_name') }} as campaign_name,
        true as is_daily,
        -- 2026-09-01|13 is the hour from 13:00.
        {{ local_date("split_part(time_period, '|', 1)") }} as period_starts_on,
        {{ local_date("split_part(time_period, '|', 1)") }} as period_ends_on,
        lower({{ clean_text('device_type') }}) as device,
        lower({{ clean_text('network') }}) as network,
        {{ parse_count('impressions') }} as impressions,
        {{ parse_count('clicks') }} as clicks,
        {{ parse_amount('spend') }} as cost_amount,
        coalesce(upper({{ clean_text('currency_code') }}), source_currency) as currency_code,
        {{ parse_amount('coalesce(conversions_qualified, conversions)') }} as conversions,
        {{ parse_amount('revenue') }} as conversion_value_amount,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from settled
    where {{ local_date("split_part(time_period, '|', 1)") }} is not null
),

newest as (
    {{ newest_ads_days('read') }}
)

select * from newest
