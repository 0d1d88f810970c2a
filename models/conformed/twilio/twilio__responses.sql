-- One row per text message that a person sent us. A click shows in the access log of the short
-- links, not here.
with messages as (
    select *
    from {{ ref('twilio__messages') }}
    where is_inbound and customer_phone is not null
),

conformed as (
    {{ conform('responses', 'messages', {
        'source_system': "'twilio'",
        'source_id': 'message_id',
        'channel': "'sms'",
        'response_kind': "case when action = 'opt_out' then 'unsubscribe' else 'reply' end",
        'brand_key': 'brand_key',
        'record_key': weft_key(["'twilio'", 'customer_phone']),
        'identifier_type': "'phone'",
        'identifier_value': 'customer_phone',
        'responded_at': 'sent_at',
        'is_machine': 'false',
        'detail': 'body',
    }) }}
)

select * from conformed
