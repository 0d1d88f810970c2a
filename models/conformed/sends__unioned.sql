-- One row per message to a person, or person held back from one.
-- A table, since what follows reads it several times and its cleaning is dear.
{{ config(materialized='table') }}

{{ union_sources('sends') }}
