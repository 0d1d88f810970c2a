-- One row per answer of a person or machine to a message.
-- A table, since what follows reads it several times and its cleaning is dear.
{{ config(materialized='table') }}

{{ union_sources('responses') }}
