-- One row per act by which a person gave or withdrew permission.
-- A table, since identity reads it several times and its cleaning is dear.
{{ config(materialized='table') }}

{{ union_sources('consent_acts', [
    'shopify',
    'mailchimp',
    'twilio',
    'square',
    'loyalty',
    'salesforce',
    'eventbrite',
    'zoom',
    'consent',
    'privacy',
    'profile_feed',
]) }}
