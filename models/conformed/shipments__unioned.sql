-- One row per order and parcel.
{{ config(materialized='table') }}

{{ union_sources('shipments') }}
