-- One row per person record of a source.
-- A table, since identity reads it several times and its cleaning is dear.
{{ config(materialized='table') }}

{{ union_sources('people', [
    'shopify',
    'mailchimp',
    'twilio',
    'square',
    'loyalty',
    'salesforce',
    'mail_house',
    'eventbrite',
    'zoom',
    'consent',
    'profile_feed',
    'lists',
]) }}
