-- One row per account, campaign, period and segment of a Google Ads report. The period is a day
-- (is_daily), or what a report without days sums: the two must never be added up.
with landed as (
    {{ landed_rows('google_ads', 'campaign_days') }}
),

settled as (
    {{ settled_rows('landed', 'google_ads') }}
),

read as (
    select
        coalesce(
            nullif({{ regexp_replace_all('customer_id', "'[^0-9]+'", "''") }}, ''),
            {{ clean_id('account_in_path') }},
            {{ clean_text('account_name') }},
            'default'
        ) as account_id,
        {{ clean_id('campaign_id') }} as campaign_id,
        {{ clean_text('campaign') }} as campaign_name,
        coalesce({{ clean_text('day') }} is not null, false) as is_daily,
        coalesce(
            {{ local_date('day') }}, {{ local_date('week') }}, {{ local_date('month') }}
        ) as period_starts_on,
        {{ local_date('day') }} as period_ends_on,
        lower({{ clean_text('device') }}) as device,
        lower({{ clean_text('network') }}) as network,
        {{ parse_count('impressions') }} as impressions,
        {{ parse_count('clicks') }} as clicks,
        coalesce(
            {{ parse_amount('cost') }},
            cast({{ try_decimal('cost_micros', 0) }} / 1000000 as decimal(18, 4))
        ) as cost_amount,
        coalesce(upper({{ clean_text('currency_code') }}), source_currency) as currency_code,
        {{ parse_amount('conversions') }} as conversions,
        {{ parse_amount('conversion_value') }} as conversion_value_amount,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from settled
    -- A totals row has `--`, or nothing, for the campaign.
    where {{ clean_text('campaign') }} is not null
),

newest as (
    {{ newest_ads_days('read') }}
)

select * from newest
