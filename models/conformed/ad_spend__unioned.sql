-- One row per account, campaign, day, device and network of paid media.
{{ config(materialized='table') }}

{{ union_sources('ad_spend') }}
