-- One row per Google Ads account, campaign, day, device and network.
{{ conform_ad_spend('google_ads', ref('stg_google_ads__campaign_days')) }}
