-- One row per account, campaign, period and segment (ad set, ad, breakdown) of a Meta Ads report.
-- The period is a day (is_daily), or what a report without days sums: never add the two up.
{%- set spent = '(?i)"[^"(]*(?:spent|dépensé|ausgegeb|speso|gastado)[^"(]*\\(([A-Z]{3})\\)"' %}
with landed as (
    {{ landed_rows('meta_ads', 'campaign_days') }}
),

settled as (
    {{ settled_rows('landed', 'meta_ads') }}
),

-- The currency stands in the header. The contract knows three; any other header is an unknown
-- column, whose JSON still has both the currency and the amount.
paid as (
    select
        settled.*,
        {{ regexp_group('_extra_columns', "'" ~ spent ~ "'", 1) }} as extra_currency,
        {{ regexp_group('_extra_columns', "'" ~ spent ~ ' *: *"([^"]*)"' ~ "'", 2) }}
            as extra_amount
    from settled
),

read as (
    select
        coalesce(
            {{ clean_id('account_id') }},
            {{ clean_id('account_in_path') }},
            {{ clean_text('account_name') }},
            'default'
        ) as account_id,
        {{ clean_id('campaign_id') }} as campaign_id,
        {{ clean_text('campaign_name') }} as campaign_name,
        coalesce({{ local_date('day') }}, {{ local_date('reporting_starts') }}) = coalesce(
            {{ local_date('day') }}, {{ local_date('reporting_ends') }},
            {{ local_date('reporting_starts') }}
        ) as is_daily,
        coalesce({{ local_date('day') }}, {{ local_date('reporting_starts') }})
            as period_starts_on,
        coalesce({{ local_date('day') }}, {{ local_date('reporting_ends') }}) as period_ends_on,
        lower({{ clean_text('device') }}) as device,
        lower({{ clean_text('platform') }}) as network,
        {{ parse_count('impressions') }} as impressions,
        {{ parse_count('coalesce(link_clicks, clicks_all)') }} as clicks,
        coalesce(
            {{ parse_amount('amount_spent_gbp') }},
            {{ parse_amount('amount_spent_eur') }},
            {{ parse_amount('amount_spent_usd') }},
            {{ parse_amount('extra_amount') }},
            {{ parse_amount('amount_spent') }}
        ) as cost_amount,
        coalesce(
            case
                when amount_spent_gbp is not null then 'GBP'
                when amount_spent_eur is not null then 'EUR'
                when amount_spent_usd is not null then 'USD'
            end,
            extra_currency,
            upper({{ clean_text('currency') }}),
            source_currency
        ) as currency_code,
        {{ parse_amount('coalesce(purchases, results)') }} as conversions,
        {{ parse_amount('purchase_value') }} as conversion_value_amount,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from paid
    -- The totals row, first or last, has a blank name.
    where {{ clean_text('campaign_name') }} is not null
),

newest as (
    {{ newest_ads_days('read') }}
)

select * from newest
