-- One row per order in any channel.
-- A table, since what follows reads it several times and its cleaning is dear.
{{ config(materialized='table') }}

{{ union_sources('orders') }}
