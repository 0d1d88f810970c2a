-- One row per line of a return: goods, and the money once it went out. A return is no refund: until
-- refunded_at nothing was paid, and an exchange never pays anything.
with returned_lines as (select * from {{ ref('stg_returns__returned_lines') }}),

orders as (select * from {{ ref('orders__numbered') }}),

joined as (
    select
        returned_lines.*,
        orders.order_key,
        coalesce(orders.order_id, returned_lines.order_number) as order_id,
        case
            when returned_lines.refunded_at is null then 0
            when returned_lines.refund_method = 'exchange' then 0
            else coalesce(returned_lines.refund_amount, 0)
        end as paid_back_amount
    from returned_lines
    left join orders on returned_lines.order_number = orders.order_number
),

conformed as (
    {{ conform('returns', 'joined', {
        'source_system': "'returns'",
        'source_id': "rma_no || '-' || return_line_no",
        'order_key': 'order_key',
        'order_id': 'order_id',
        'sku': 'sku',
        'quantity': 'coalesce(received_quantity, requested_quantity)',
        'requested_at': 'requested_at',
        'received_at': 'received_at',
        'refunded_at': 'refunded_at',
        'refund_amount': 'paid_back_amount',
        'currency_code': 'currency_code',
        'reason': 'reason',
    }) }}
)

select * from conformed
