-- One row per person record of a source.
-- A table, since identity reads it several times and its cleaning is dear.
{{ config(materialized='table') }}

{{ union_sources('people') }}
