-- One row per entry of a suppression list.
{{ config(materialized='table') }}

{{ union_sources('suppressions') }}
