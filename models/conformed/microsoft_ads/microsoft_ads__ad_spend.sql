-- One row per Microsoft Advertising account, campaign, day, device and network.
{{ conform_ad_spend('microsoft_ads', ref('stg_microsoft_ads__campaign_days')) }}
