-- One row per campaign of a source.
{{ config(materialized='table') }}

{{ union_sources('campaigns', [
    'mailchimp',
    'salesforce',
    'mail_house',
    'google_ads',
    'meta_ads',
    'microsoft_ads',
]) }}
