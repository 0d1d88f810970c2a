-- One row per Google Ads account, campaign, day, device and network.
-- A table, since spend, campaigns and reports all read it.
{{ config(materialized='table') }}

{{ conform_ad_spend('google_ads', ref('stg_google_ads__campaign_days')) }}
