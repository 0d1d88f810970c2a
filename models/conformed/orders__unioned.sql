-- One row per order in any channel.
{{ config(materialized='table') }}

{{ union_sources('orders', ['shopify', 'square', 'loyalty']) }}
