-- One row per line returned or paid back.
{{ config(materialized='table') }}

{{ union_sources('returns') }}
