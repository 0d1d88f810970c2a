-- One row per line sold at a till; lines brought back are returns.
with till_lines as (
    select *
    from {{ ref('stg_loyalty__till_lines') }}
    where quantity >= 0
),

conformed as (
    {{ conform('order_lines', 'till_lines', {
        'source_system': "'loyalty'",
        'source_id': "sale_id || ':' || cast(line_number_in_sale as string)",
        'order_key': weft_key(["'loyalty'", 'sale_id']),
        'order_id': 'sale_id',
        'line_number_in_order': 'line_number_in_sale',
        'sku': 'sku',
        'quantity': 'quantity',
        'unit_price_amount': 'cast(net_amount + tax_amount as double) / nullif(quantity, 0)',
        'gross_amount': 'net_amount + tax_amount',
        'discount_amount': '0',
        'net_amount': 'net_amount + tax_amount',
        'tax_amount': 'tax_amount',
        'currency_code': 'currency_code',
        'promo_code': 'promo_code',
    }) }}
)

select * from conformed
