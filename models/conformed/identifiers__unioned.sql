-- One row per person record and key that it carries, beyond e-mail and phone.
-- A table, since identity reads it several times and its cleaning is dear.
{{ config(materialized='table') }}

{{ union_sources('identifiers') }}
