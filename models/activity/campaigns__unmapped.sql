-- One row per campaign that no code of ours stands for, with what hangs on it: advertising without
-- a row in seeds/campaign_mapping.csv, tags that name nothing we know, events without a code.
with campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

sessions as (

    select * from {{ ref('sessions__resolved') }}
    where continued_in_session_key is null

),

sends as (

    select * from {{ ref('sends__resolved') }}

),

spend as (

    select * from {{ ref('spend__stacked') }}

),

attendances as (

    select * from {{ ref('event_attendances__unioned') }}
    where campaign_code is null

),

-- A code that only tags carry is mistyped, or its campaign was never registered.
uncoded as (

    select
        campaign_key,
        source_systems,
        campaign_name,
        brand_key,
        case
            when {{ campaign_code_in('campaign_code') }} = campaign_code
                then 'a code that no system registered'
            else 'no code'
        end as reason
    from campaigns
    where
        {{ campaign_code_in('campaign_code') }} is distinct from campaign_code
        or {{ only_tags_know('source_systems') }}

),

stacked as (

    select
        uncoded.source_systems,
        uncoded.campaign_name,
        uncoded.brand_key,
        uncoded.reason,
        spend.cost_date as seen_on,
        spend.reporting_cost_amount as spend_amount,
        0 as session_count,
        0 as send_count,
        0 as attendance_count
    from uncoded
    inner join spend on uncoded.campaign_key = spend.campaign_key
    union all
    select
        uncoded.source_systems, uncoded.campaign_name, uncoded.brand_key, uncoded.reason,
        cast(sessions.started_at as date), cast(0 as decimal(18, 4)), 1, 0, 0
    from uncoded
    inner join sessions on uncoded.campaign_key = sessions.campaign_key
    union all
    select
        uncoded.source_systems, uncoded.campaign_name, uncoded.brand_key, uncoded.reason,
        cast(sends.sent_at as date), cast(0 as decimal(18, 4)), 0, 1, 0
    from uncoded
    inner join sends on uncoded.campaign_key = sends.campaign_key
    union all
    -- GA4 puts (organic) and its like where there is no campaign.
    select
        source_system, lower(utm_campaign), brand_key, 'a tag that names no campaign',
        cast(started_at as date), cast(0 as decimal(18, 4)), 1, 0, 0
    from sessions
    where campaign_key is null and utm_campaign is not null and utm_campaign not like '(%)'
    union all
    select
        source_system, event_name, brand_key, 'no code',
        cast(coalesce(attended_at, registered_at) as date), cast(0 as decimal(18, 4)), 0, 0, 1
    from attendances
    where event_name is not null

),

summed as (

    select
        {{ weft_key(['source_systems', 'campaign_name', 'brand_key', 'reason']) }}
            as unmapped_campaign_key,
        source_systems,
        campaign_name,
        brand_key,
        reason,
        cast(sum(spend_amount) as decimal(18, 2)) as spend_amount,
        cast(sum(session_count) as bigint) as session_count,
        cast(sum(send_count) as bigint) as send_count,
        cast(sum(attendance_count) as bigint) as attendance_count,
        min(seen_on) as first_seen_on,
        max(seen_on) as last_seen_on
    from stacked
    group by source_systems, campaign_name, brand_key, reason

)

select * from summed
