-- One row per till sale; goods brought back are an order of their own with a negative total.
with sales as (select * from {{ ref('loyalty__sales') }}),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'loyalty'),

branded as (
    select
        sales.*,
        brands.brand_key
    from sales
    left join brands on brands.source_value = '*'
),

conformed as (
    {{ conform('orders', 'branded', {
        'source_system': "'loyalty'",
        'source_id': 'order_source_id',
        'order_id': 'order_source_id',
        'record_key': 'case when has_holder then ' ~ weft_key(["'loyalty'", 'card_no']) ~ ' end',
        'identifier_type': "case when card_kind in ('customer', 'staff') then 'loyalty_card' end",
        'identifier_value': "case when card_kind in ('customer', 'staff') then card_no end",
        'brand_key': 'brand_key',
        'order_channel': "'shop'",
        'store_id': 'store_no',
        'ordered_at': to_utc('sold_local_at', 'time_zone'),
        'ordered_local_at': 'sold_local_at',
        'order_status': "case when is_return then 'refunded' else 'paid' end",
        'currency_code': 'currency_code',
        'gross_amount': 'paid_amount',
        'discount_amount': '0',
        'shipping_amount': '0',
        'tax_amount': 'tax_amount',
        'total_amount': 'paid_amount',
        'refunded_amount': '0',
        'discount_code': 'promo_code',
        'offer_code': 'promo_code',
        'is_test': "coalesce(card_kind = 'training', false)",
        'loyalty_card': 'card_no',
    }) }}
)

select * from conformed
