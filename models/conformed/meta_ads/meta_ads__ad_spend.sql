-- One row per Meta Ads account, campaign, day, device and network.
-- A table, since spend, campaigns and reports all read it.
{{ config(materialized='table') }}

{{ conform_ad_spend('meta_ads', ref('stg_meta_ads__campaign_days')) }}
