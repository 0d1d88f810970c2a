-- One row per visitor, key of a person and moment it was shown.
{{ config(materialized='table') }}

{{ union_sources('visitor_identifications') }}
