-- One row per person sent to a supplier, attribute and date.
{{ config(materialized='table') }}

{{ union_sources('customer_attributes') }}
