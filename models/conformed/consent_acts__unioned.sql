-- One row per act by which a person gave or withdrew permission.
-- A table, since identity reads it several times and its cleaning is dear.
{{ config(materialized='table') }}

{{ union_sources('consent_acts') }}
