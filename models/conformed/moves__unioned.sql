-- One row per move of a name.
{{ config(materialized='table') }}

{{ union_sources('moves') }}
