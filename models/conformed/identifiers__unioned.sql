-- One row per person record and key that it carries, beyond e-mail and phone.
-- A table, since identity reads it several times and its cleaning is dear.
{{ config(materialized='table') }}

{{ union_sources('identifiers', [
    'shopify',
    'mailchimp',
    'square',
    'loyalty',
    'salesforce',
    'mail_house',
    'eventbrite',
    'profile_feed',
    'lists',
]) }}
