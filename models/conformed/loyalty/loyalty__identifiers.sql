-- One row per card number. Addresses and telephones come from the people themselves.
with cards as (select * from {{ ref('stg_loyalty__cards') }}),

conformed as (
    {{ conform('identifiers', 'cards', {
        'source_system': "'loyalty'",
        'source_id': 'card_no',
        'record_key': weft_key(["'loyalty'", 'card_no']),
        'identifier_type': "'loyalty_card'",
        'identifier_value': 'card_no',
        'is_claimed': 'false',
        'first_seen_at': 'joined_on',
        'last_seen_at': 'delivered_on',
    }) }}
)

select * from conformed
