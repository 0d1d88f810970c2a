-- One row per line brought back to a till. The till does not know the sale the goods came from, so
-- the order is the one of the bringing back.
with till_lines as (
    select *
    from {{ ref('stg_loyalty__till_lines') }}
    where quantity < 0
),

conformed as (
    {{ conform('returns', 'till_lines', {
        'source_system': "'loyalty'",
        'source_id': "sale_id || ':' || cast(line_number_in_sale as string)",
        'order_key': weft_key(["'loyalty'", till_sale_id('sale_id', 'quantity')]),
        'order_id': till_sale_id('sale_id', 'quantity'),
        'sku': 'sku',
        'quantity': '-quantity',
        'requested_at': to_utc('sold_local_at', 'time_zone'),
        'received_at': to_utc('sold_local_at', 'time_zone'),
        'refunded_at': to_utc('sold_local_at', 'time_zone'),
        'refund_amount': '-(net_amount + tax_amount)',
        'currency_code': 'currency_code',
    }) }}
)

select * from conformed
