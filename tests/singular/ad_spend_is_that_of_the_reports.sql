-- What the daily reports of a platform say, to the fourth decimal, is what is conformed.
with reported as (
    select
        'google_ads' as source_system,
        sum(cost_amount) as cost_amount
    from {{ ref('stg_google_ads__campaign_days') }}
    where is_daily
    union all
    select
        'meta_ads' as source_system,
        sum(cost_amount) as cost_amount
    from {{ ref('stg_meta_ads__campaign_days') }}
    where is_daily
    union all
    select
        'microsoft_ads' as source_system,
        sum(cost_amount) as cost_amount
    from {{ ref('stg_microsoft_ads__campaign_days') }}
    where is_daily
),

conformed as (
    select
        source_system,
        sum(cost_amount) as cost_amount
    from {{ ref('ad_spend__unioned') }}
    group by source_system
)

select
    reported.source_system,
    reported.cost_amount as reported_amount,
    conformed.cost_amount as conformed_amount
from reported
inner join conformed on reported.source_system = conformed.source_system
where reported.cost_amount is distinct from conformed.cost_amount
