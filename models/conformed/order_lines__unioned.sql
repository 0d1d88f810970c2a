-- One row per line sold.
{{ config(materialized='table') }}

{{ union_sources('order_lines') }}
