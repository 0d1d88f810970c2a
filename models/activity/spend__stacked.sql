-- One row per day, campaign and kind of cost: advertising, pieces mailed, messages, calls, and
-- what the CRM says of campaigns whose cost nothing else tells.
with ad_spend as (

    select * from {{ ref('ad_spend__unioned') }}

),

sends as (

    select * from {{ ref('sends__resolved') }}
    where status in ('sent', 'delivered', 'bounced', 'failed') and not is_control

),

touchpoints as (

    select * from {{ ref('touchpoints__stacked') }}

),

campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

rates as (

    select * from {{ ref('currency_rates__dated') }}

),

metered as (

    select
        'advertising' as cost_kind,
        ad_spend.source_system,
        ad_spend.spend_date as cost_date,
        campaigns.campaign_key,
        coalesce(campaigns.channel, 'unassigned') as channel,
        coalesce(ad_spend.brand_key, campaigns.brand_key) as brand_key,
        ad_spend.currency_code,
        sum(ad_spend.cost_amount) as cost_amount,
        sum(ad_spend.impressions) as contact_count
    from ad_spend
    left join campaigns on {{ campaign_code_or_id('ad_spend') }} = campaigns.campaign_code
    group by
        ad_spend.source_system, ad_spend.spend_date, campaigns.campaign_key,
        coalesce(campaigns.channel, 'unassigned'),
        coalesce(ad_spend.brand_key, campaigns.brand_key), ad_spend.currency_code
    union all
    select
        'messages' as cost_kind, source_system, cast(sent_at as date) as cost_date, campaign_key,
        channel, brand_key, currency_code, sum(cost_amount) as cost_amount,
        count(*) as contact_count
    from sends
    where cost_amount is not null
    group by source_system, cast(sent_at as date), campaign_key, channel, brand_key, currency_code
    union all
    select
        'contacts' as cost_kind, source_system, cast(touched_at as date) as cost_date,
        campaign_key, channel, brand_key, currency_code,
        cast(sum(cost_amount) as decimal(18, 4)) as cost_amount, count(*) as contact_count
    from touchpoints
    where cost_amount is not null and not is_billed
    group by
        source_system, cast(touched_at as date), campaign_key, channel, brand_key, currency_code

),

known as (

    select distinct campaign_key
    from metered
    where campaign_key is not null

),

-- A stand, a speaker: paid by campaign, on the day it begins.
registered as (

    select
        'campaigns' as cost_kind,
        split_part(campaigns.source_systems, ', ', 1) as source_system,
        campaigns.starts_on as cost_date,
        campaigns.campaign_key,
        campaigns.channel,
        campaigns.brand_key,
        campaigns.currency_code,
        cast(campaigns.actual_cost_amount as decimal(18, 4)) as cost_amount,
        cast(null as bigint) as contact_count
    from campaigns
    left join known on campaigns.campaign_key = known.campaign_key
    where
        known.campaign_key is null
        and campaigns.actual_cost_amount > 0
        and not {{ is_dated_later('campaigns.starts_on') }}

),

stacked as (

    select * from metered
    union all
    select * from registered

),

converted as (

    select
        {{ weft_key([
            'stacked.cost_kind', 'stacked.source_system', 'stacked.cost_date',
            'stacked.campaign_key', 'stacked.channel', 'stacked.brand_key',
            'stacked.currency_code',
        ]) }} as cost_key,
        stacked.cost_kind,
        stacked.source_system,
        stacked.cost_date,
        stacked.campaign_key,
        stacked.channel,
        stacked.brand_key,
        stacked.currency_code,
        cast(stacked.cost_amount as decimal(18, 4)) as cost_amount,
        cast(round(stacked.cost_amount * rates.rate, 4) as decimal(18, 4))
            as reporting_cost_amount,
        '{{ var("reporting_currency") }}' as reporting_currency_code,
        cast(stacked.contact_count as bigint) as contact_count
    from stacked
    left join rates
        on
            stacked.currency_code = rates.currency_code
            and stacked.cost_date >= rates.valid_from
            and stacked.cost_date < rates.valid_to

)

select * from converted
