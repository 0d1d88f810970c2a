-- One row per cookie or other anonymous visitor.
{{ config(materialized='table') }}

{{ union_sources('visitors') }}
