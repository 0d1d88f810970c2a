-- One row per Shopify customer number. Addresses and telephones come from the people themselves.
with customers as (
    select *
    from {{ ref('stg_shopify__customers') }}
    where customer_id is not null
    qualify row_number() over (
        partition by customer_id
        order by delivered_on desc, source_file desc, line_number desc
    ) = 1
),

conformed as (
    {{ conform('identifiers', 'customers', {
        'source_system': "'shopify'",
        'source_id': 'customer_source_id',
        'record_key': weft_key(["'shopify'", 'customer_source_id']),
        'identifier_type': "'shopify_customer_id'",
        'identifier_value': 'customer_id',
        'is_claimed': 'false',
        'last_seen_at': 'delivered_on',
    }) }}
)

select * from conformed
