-- One row per answer of a person or machine to a message.
{{ config(materialized='table') }}

{{ union_sources('responses', ['mailchimp', 'twilio', 'loyalty', 'mail_house', 'salesforce']) }}
