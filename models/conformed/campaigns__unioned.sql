-- One row per campaign of a source.
{{ config(materialized='table') }}

{{ union_sources('campaigns') }}
