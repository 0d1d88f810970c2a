-- A report by week or month of which no daily report came: its spend is nowhere in the marts.
{{ config(severity='warn', meta={
    'owner': 'paid media', 'reason': 'only daily reports are counted; the daily one is missing'
}) }}
with reports as (
    select
        'google_ads' as source_system,
        account_id,
        is_daily,
        period_starts_on,
        period_ends_on
    from {{ ref('stg_google_ads__campaign_days') }}
    union all
    select
        'meta_ads' as source_system,
        account_id,
        is_daily,
        period_starts_on,
        period_ends_on
    from {{ ref('stg_meta_ads__campaign_days') }}
),

days as (
    select distinct
        source_system,
        account_id,
        period_starts_on
    from reports
    where is_daily
)

select distinct
    reports.source_system,
    reports.account_id,
    reports.period_starts_on,
    reports.period_ends_on
from reports
left join days
    on
        reports.source_system = days.source_system
        and reports.account_id = days.account_id
        and reports.period_starts_on <= days.period_starts_on
        and coalesce(reports.period_ends_on, reports.period_starts_on) >= days.period_starts_on
where not reports.is_daily and reports.period_starts_on is not null and days.account_id is null
