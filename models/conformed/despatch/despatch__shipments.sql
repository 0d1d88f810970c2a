-- One row per order and parcel. The recipient is not always the buyer.
with shipments as (select * from {{ ref('stg_despatch__shipments') }}),

orders as (select * from {{ ref('orders__numbered') }}),

joined as (
    select
        shipments.*,
        orders.order_key,
        coalesce(orders.order_id, shipments.order_number) as order_id
    from shipments
    left join orders on shipments.order_number = orders.order_number
),

conformed as (
    {{ conform('shipments', 'joined', {
        'source_system': "'despatch'",
        'source_id': "order_number || '|' || coalesce("
            ~ "tracking_number, cast(shipped_local_at as string), '')",
        'order_key': 'order_key',
        'order_id': 'order_id',
        'shipped_at': to_utc('shipped_local_at', 'time_zone'),
        'carrier': 'carrier',
        'tracking_number': 'tracking_number',
        'recipient_name': 'recipient_name',
        'recipient_postcode': 'recipient_postcode',
    }) }}
)

select * from conformed
