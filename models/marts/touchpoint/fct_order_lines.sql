-- One row per line of an order.
with lines as (

    select * from {{ ref('order_lines__unioned') }}

),

orders as (

    select * from {{ ref('orders__resolved') }}

),

assembled as (

    select
        lines.order_line_key,
        lines.order_key,
        orders.customer_key,
        orders.brand_key,
        orders.ordered_at,
        lines.source_system,
        lines.source_id,
        lines.line_number_in_order,
        lines.sku,
        lines.product_name,
        lines.category,
        lines.quantity,
        lines.unit_price_amount,
        lines.gross_amount,
        lines.discount_amount,
        lines.net_amount,
        lines.tax_amount,
        lines.currency_code,
        lines.promo_code,
        orders.is_counted
    from lines
    inner join orders on lines.order_key = orders.order_key

)

select * from assembled
