-- One row per telephone number that a text message went to or came from.
with messages as (
    select *
    from {{ ref('stg_twilio__messages') }}
    where customer_phone is not null
),

numbers as (
    select
        customer_phone,
        min(sent_at) as first_message_at,
        max(sent_at) as last_message_at,
        min(source_file) as source_file,
        min(line_number) as line_number
    from messages
    group by customer_phone
),

conformed as (
    {{ conform('people', 'numbers', {
        'source_system': "'twilio'",
        'source_id': 'customer_phone',
        'record_kind': "'recipient'",
        'mobile': 'customer_phone',
        'created_at': 'first_message_at',
        'updated_at': 'last_message_at',
    }) }}
)

select * from conformed
