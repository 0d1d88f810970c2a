-- One row per text message by which a person stops or restarts text messages.
-- The platform blocks on its keywords only; "Stop. please" is an opt-out all the same. A stop is
-- to the sender, so it holds for the brand.
with messages as (
    select *
    from {{ ref('twilio__messages') }}
    where is_inbound and action is not null and customer_phone is not null
),

conformed as (
    {{ conform('consent_acts', 'messages', {
        'source_system': "'twilio'",
        'source_id': 'message_id',
        'record_key': weft_key(["'twilio'", 'customer_phone']),
        'identifier_type': "'phone'",
        'identifier_value': 'customer_phone',
        'brand_key': 'brand_key',
        'channel': "'sms'",
        'purpose': "'marketing'",
        'action': 'action',
        'acted_at': 'sent_at',
        'received_at': 'sent_at',
        'evidence': "case when is_keyword then 'text message keyword' else 'text message' end",
    }) }}
)

select * from conformed
