-- One row per customer of the tills and key: the till's number, our own, cards paid with.
with people as (select * from {{ ref('square__people') }}),

directory as (select * from {{ ref('stg_square__customers') }}),

sales as (select * from {{ ref('square__sales') }}),

keys as (
    select
        source_id as customer_id,
        'square_customer_id' as identifier_type,
        source_id as identifier_value,
        created_at as first_seen_at,
        updated_at as last_seen_at,
        source_file,
        line_number
    from people
    union all
    select
        customer_id,
        'customer_reference' as identifier_type,
        customer_reference as identifier_value,
        cast(first_visited_on as timestamp) as first_seen_at,
        cast(delivered_on as timestamp) as last_seen_at,
        source_file,
        line_number
    from directory
    where customer_reference is not null
    union all
    -- Brand and last four digits: thousands share them.
    select
        customer_id,
        'payment_card' as identifier_type,
        lower(payment_card) as identifier_value,
        min(sold_local_at) as first_seen_at,
        max(sold_local_at) as last_seen_at,
        min(source_file) as source_file,
        min(line_number) as line_number
    from sales
    where customer_id is not null and payment_card is not null
    group by customer_id, lower(payment_card)
),

conformed as (
    {{ conform('identifiers', 'keys', {
        'source_system': "'square'",
        'source_id': 'customer_id',
        'record_key': weft_key(["'square'", 'customer_id']),
        'identifier_type': 'identifier_type',
        'identifier_value': 'identifier_value',
        'is_claimed': 'false',
        'first_seen_at': 'first_seen_at',
        'last_seen_at': 'last_seen_at',
    }) }}
)

select * from conformed
