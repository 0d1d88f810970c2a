-- One row per campaign, whatever number of systems know it.
-- A campaign is its code where one is known, else its source's own id.
with campaigns as (

    select * from {{ ref('campaigns__unioned') }}

),

sends as (

    select * from {{ ref('sends__unioned') }}

),

ad_spend as (

    select * from {{ ref('ad_spend__unioned') }}

),

sessions as (

    select * from {{ ref('sessions__channelled') }}

),

prefixes as (

    select * from {{ ref('campaign_code_prefixes') }}

),

named as (

    select
        {{ campaign_code_or_id('campaigns', 'source_id') }} as campaign_code,
        campaign_name,
        brand_key,
        channel,
        campaign_type,
        starts_on,
        ends_on,
        budgeted_amount,
        actual_cost_amount,
        currency_code,
        source_system,
        1 as name_rank
    from campaigns
    where not coalesce(is_test, false)

),

-- Campaigns nobody registered show in what was sent and what was paid for.
mentioned as (

    select
        {{ campaign_code_or_id('sends') }} as campaign_code,
        cast(null as string) as campaign_name,
        max(brand_key) as brand_key,
        max(channel) as channel,
        cast(min(coalesce(in_home_from, cast(sent_at as date))) as date) as starts_on,
        cast(max(coalesce(in_home_to, cast(sent_at as date))) as date) as ends_on,
        source_system,
        2 as name_rank
    from sends
    where campaign_code is not null or source_campaign_id is not null
    group by {{ campaign_code_or_id('sends') }}, source_system

),

advertised as (

    select
        {{ campaign_code_or_id('ad_spend') }} as campaign_code,
        max(campaign_name) as campaign_name,
        max(brand_key) as brand_key,
        cast(null as string) as channel,
        min(spend_date) as starts_on,
        max(spend_date) as ends_on,
        source_system,
        3 as name_rank
    from ad_spend
    where campaign_code is not null or source_campaign_id is not null
    group by {{ campaign_code_or_id('ad_spend') }}, source_system

),

-- A tag in a link may name a campaign that no system registered.
visited as (

    select
        campaign_code,
        max(brand_key) as brand_key,
        max(source_channel) as channel,
        cast(min(started_at) as date) as starts_on,
        cast(max(started_at) as date) as ends_on,
        source_system
    from sessions
    where campaign_code is not null
    group by campaign_code, source_system

),

stacked as (

    select
        campaign_code, campaign_name, brand_key, channel, campaign_type, starts_on, ends_on,
        budgeted_amount, actual_cost_amount, currency_code, source_system, name_rank
    from named
    union all
    select
        campaign_code, campaign_name, brand_key, channel, cast(null as string) as campaign_type,
        starts_on, ends_on, cast(null as decimal(18, 2)) as budgeted_amount,
        cast(null as decimal(18, 2)) as actual_cost_amount,
        cast(null as string) as currency_code, source_system, name_rank
    from mentioned
    union all
    select
        campaign_code, campaign_name, brand_key, channel, cast(null as string) as campaign_type,
        starts_on, ends_on, cast(null as decimal(18, 2)) as budgeted_amount,
        cast(null as decimal(18, 2)) as actual_cost_amount,
        cast(null as string) as currency_code, source_system, name_rank
    from advertised
    union all
    select
        campaign_code, cast(null as string) as campaign_name, brand_key, channel,
        cast(null as string) as campaign_type, starts_on, ends_on,
        cast(null as decimal(18, 2)) as budgeted_amount,
        cast(null as decimal(18, 2)) as actual_cost_amount,
        cast(null as string) as currency_code, source_system, 4 as name_rank
    from visited

),

merged as (

    select
        campaign_code,
        min_by(campaign_name, cast(name_rank as string) || source_system || campaign_name)
            as campaign_name,
        max(brand_key) as brand_key,
        min_by(channel, cast(name_rank as string) || source_system || channel) as source_channel,
        min_by(campaign_type, source_system || campaign_type) as campaign_type,
        min(starts_on) as starts_on,
        max(ends_on) as ends_on,
        max(budgeted_amount) as budgeted_amount,
        max(actual_cost_amount) as actual_cost_amount,
        max(currency_code) as currency_code,
        {{ sorted_text_list('source_system') }} as source_systems
    from stacked
    group by campaign_code

),

keyed as (

    select
        {{ weft_key(['merged.campaign_code']) }} as campaign_key,
        merged.campaign_code,
        coalesce(merged.campaign_name, merged.campaign_code) as campaign_name,
        coalesce(merged.brand_key, {{ brand_of_campaign('merged.campaign_code') }}) as brand_key,
        coalesce(prefixes.channel, merged.source_channel, 'unassigned') as channel,
        merged.campaign_type,
        merged.starts_on,
        merged.ends_on,
        merged.budgeted_amount,
        merged.actual_cost_amount,
        merged.currency_code,
        merged.source_systems
    from merged
    left join prefixes
        on
            left(merged.campaign_code, 2) = prefixes.prefix
            and {{ campaign_code_in('merged.campaign_code') }} = merged.campaign_code

)

select * from keyed
