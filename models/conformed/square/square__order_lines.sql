-- One row per line sold at a till; lines paid back are returns.
with items as (
    select *
    from {{ ref('stg_square__items') }}
    where not is_refund
),

priced as (
    select
        items.*,
        coalesce(net_amount, gross_amount + discount_amount) + tax_amount as paid_amount
    from items
),

conformed as (
    {{ conform('order_lines', 'priced', {
        'source_system': "'square'",
        'source_id': "transaction_id || ':' || cast(line_number_in_sale as string)",
        'order_key': weft_key(["'square'", 'transaction_id']),
        'order_id': 'transaction_id',
        'line_number_in_order': 'line_number_in_sale',
        'sku': 'sku',
        'product_name': "item_name || case when lower(price_point_name) != 'regular'"
            ~ " then ' - ' || price_point_name else '' end",
        'category': 'category',
        'quantity': 'quantity',
        'unit_price_amount': 'cast(paid_amount - discount_amount as double) / nullif(quantity, 0)',
        'gross_amount': 'paid_amount - discount_amount',
        'discount_amount': '-discount_amount',
        'net_amount': 'paid_amount',
        'tax_amount': 'tax_amount',
        'currency_code': 'currency_code',
    }) }}
)

select * from conformed
