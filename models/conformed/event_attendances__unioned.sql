-- One row per person and event: registered, attended or cancelled.
{{ config(materialized='table') }}

{{ union_sources('event_attendances') }}
