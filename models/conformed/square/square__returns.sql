-- One row per line paid back at a till, on the sale it was bought in.
with items as (
    select *
    from {{ ref('stg_square__items') }}
    where is_refund
),

conformed as (
    {{ conform('returns', 'items', {
        'source_system': "'square'",
        'source_id': "transaction_id || ':R' || cast(line_number_in_sale as string)",
        'order_key': weft_key(["'square'", 'transaction_id']),
        'order_id': 'transaction_id',
        'sku': 'sku',
        'quantity': 'abs(quantity)',
        'requested_at': to_utc('sold_local_at', 'time_zone'),
        'received_at': to_utc('sold_local_at', 'time_zone'),
        'refunded_at': to_utc('sold_local_at', 'time_zone'),
        'refund_amount': 'abs(coalesce(net_amount, gross_amount + discount_amount) + tax_amount)',
        'currency_code': 'currency_code',
    }) }}
)

select * from conformed
