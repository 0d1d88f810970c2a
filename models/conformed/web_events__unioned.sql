-- One row per web event, of every site by tag or log.
{{ config(materialized='view') }}

{{ union_sources('web_events') }}
