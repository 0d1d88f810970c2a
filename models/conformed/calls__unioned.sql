-- One row per call with a customer.
{{ config(materialized='table') }}

{{ union_sources('calls') }}
