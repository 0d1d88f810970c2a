-- One row per data-subject request.
{{ config(materialized='table') }}

{{ union_sources('privacy_requests') }}
