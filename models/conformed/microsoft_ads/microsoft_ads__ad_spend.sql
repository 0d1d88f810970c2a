-- One row per Microsoft Advertising account, campaign, day, device and network.
-- A table, since spend, campaigns and reports all read it.
{{ config(materialized='table') }}

{{ conform_ad_spend('microsoft_ads', ref('stg_microsoft_ads__campaign_days')) }}
