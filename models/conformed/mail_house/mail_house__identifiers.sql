-- One row per piece of mail and key on it: its URN, its personal URL, and the customer number of
-- its list, which on a rented list is a claim only.
with pieces as (
    select * from {{ ref('mail_house__pieces') }}
),

printed as (
    {{ conform_identifiers('pieces', {
        'source_system': "'mail_house'",
        'source_id': 'urn',
        'first_seen_at': 'cast(mail_date as timestamp)',
        'last_seen_at': 'cast(mail_date as timestamp)',
    }, [
        ('mail_urn', 'urn'),
        ('purl', purl_code('purl')),
    ]) }}
),

numbered as (
    select *
    from pieces
    where customer_identifier_type is not null and customer_identifier is not null
),

customers as (
    {{ conform('identifiers', 'numbered', {
        'source_system': "'mail_house'",
        'source_id': 'urn',
        'record_key': 'record_key',
        'identifier_type': 'customer_identifier_type',
        'identifier_value': 'customer_identifier',
        'is_claimed': 'is_rented',
        'first_seen_at': 'cast(mail_date as timestamp)',
        'last_seen_at': 'cast(mail_date as timestamp)',
    }) }}
),

unioned as (
    select * from printed
    union all
    select * from customers
)

select * from unioned
