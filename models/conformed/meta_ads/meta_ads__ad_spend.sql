-- One row per Meta Ads account, campaign, day, device and network.
{{ conform_ad_spend('meta_ads', ref('stg_meta_ads__campaign_days')) }}
