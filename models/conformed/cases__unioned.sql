-- One row per service case.
{{ config(materialized='table') }}

{{ union_sources('cases') }}
