-- One row per line item of a Shopify order, the order's discount and tax shared out to its lines.
with lines as (select * from {{ ref('stg_shopify__order_lines') }}),

orders as (select * from {{ ref('stg_shopify__orders') }}),

priced as (
    select
        lines.order_source_id,
        lines.order_name,
        lines.line_number_in_order,
        lines.sku,
        lines.product_name,
        lines.quantity,
        lines.unit_price_amount,
        cast(lines.quantity * lines.unit_price_amount as decimal(18, 2)) as shown_amount,
        cast(
            lines.quantity * lines.unit_price_amount - coalesce(lines.line_discount_amount, 0)
            as decimal(18, 2)
        ) as after_line_discount,
        orders.currency_code,
        orders.discount_code,
        orders.discount_amount as order_discount_amount,
        orders.subtotal_amount,
        -- Tax stands on goods and shipping alike; this is the part on the goods.
        cast(
            orders.tax_amount * orders.subtotal_amount
            / nullif(orders.subtotal_amount + coalesce(orders.shipping_amount, 0), 0)
            as decimal(18, 2)
        ) as goods_tax_amount,
        orders.total_amount
        <= orders.subtotal_amount + coalesce(orders.shipping_amount, 0) as is_tax_in_prices,
        lines.source_file,
        lines.line_number
    from lines
    left join orders on lines.order_source_id = orders.order_source_id
),

-- The subtotal is what is left after every discount; without it the stated discount has to do.
discounted as (
    select
        priced.*,
        greatest(
            coalesce(
                sum(after_line_discount) over (partition by order_source_id) - subtotal_amount,
                order_discount_amount,
                0
            ),
            0
        ) as shared_discount_amount
    from priced
),

shared as (
    select
        discounted.*,
        after_line_discount - coalesce({{ allocated(
            'shared_discount_amount', 'after_line_discount',
            ['order_source_id'], ['line_number_in_order'],
        ) }}, 0) as after_discount
    from discounted
),

taxed as (
    select
        shared.*,
        coalesce({{ allocated(
            'goods_tax_amount', 'after_discount', ['order_source_id'], ['line_number_in_order'],
        ) }}, 0) as line_tax_amount,
        case
            when is_tax_in_prices then 1
            else 1 + coalesce(
                cast(goods_tax_amount as double) / nullif(cast(subtotal_amount as double), 0), 0
            )
        end as tax_factor
    from shared
),

totalled as (
    select
        taxed.*,
        cast(round(cast(shown_amount as double) * tax_factor, 2) as decimal(18, 2))
            as gross_amount,
        after_discount + case when is_tax_in_prices then 0 else line_tax_amount end as net_amount
    from taxed
),

conformed as (
    {{ conform('order_lines', 'totalled', {
        'source_system': "'shopify'",
        'source_id': "order_source_id || ':' || cast(line_number_in_order as string)",
        'order_key': weft_key(["'shopify'", 'order_source_id']),
        'order_id': 'order_name',
        'line_number_in_order': 'line_number_in_order',
        'sku': 'sku',
        'product_name': 'product_name',
        'quantity': 'quantity',
        'unit_price_amount': 'unit_price_amount',
        'gross_amount': 'gross_amount',
        'discount_amount': 'gross_amount - net_amount',
        'net_amount': 'net_amount',
        'tax_amount': 'line_tax_amount',
        'currency_code': 'currency_code',
        'promo_code': 'discount_code',
    }) }}
)

select * from conformed
