-- One row per advertising account, campaign, day and segment, as the platform last stated it.
with ad_spend as (

    select * from {{ ref('ad_spend__unioned') }}

),

campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

assembled as (

    select
        ad_spend.ad_spend_key,
        ad_spend.source_system,
        ad_spend.source_id,
        ad_spend.account_id,
        ad_spend.source_campaign_id,
        ad_spend.campaign_name,
        campaigns.campaign_key,
        coalesce(ad_spend.brand_key, campaigns.brand_key) as brand_key,
        campaigns.channel,
        ad_spend.spend_date,
        ad_spend.device,
        ad_spend.network,
        ad_spend.impressions,
        ad_spend.clicks,
        ad_spend.cost_amount,
        ad_spend.currency_code,
        ad_spend.platform_conversions,
        ad_spend.platform_value_amount
    from ad_spend
    left join campaigns on {{ campaign_code_or_id('ad_spend') }} = campaigns.campaign_code

)

select * from assembled
