-- One row per till sale, with what has been paid back on it since.
with sales as (select * from {{ ref('square__sales') }}),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'square'),

branded as (
    select
        sales.*,
        lower(sales.payment_card) as payment_card_key,
        brands.brand_key
    from sales
    left join brands on brands.source_value = '*'
),

conformed as (
    {{ conform('orders', 'branded', {
        'source_system': "'square'",
        'source_id': 'transaction_id',
        'order_id': 'transaction_id',
        'record_key': 'case when customer_id is not null then '
            ~ weft_key(["'square'", 'customer_id']) ~ ' end',
        'identifier_type': "case when customer_id is not null then 'square_customer_id'"
            ~ " when payment_card is not null then 'payment_card' end",
        'identifier_value': 'coalesce(customer_id, payment_card_key)',
        'brand_key': 'brand_key',
        'order_channel': "'shop'",
        'store_id': 'location',
        'ordered_at': to_utc('sold_local_at', 'time_zone'),
        'ordered_local_at': 'sold_local_at',
        'order_status': "case when not is_sale or refunded_amount >= total_amount"
            ~ " and refunded_amount > 0 then 'refunded'"
            ~ " when refunded_amount > 0 then 'partially_refunded' else 'paid' end",
        'currency_code': 'currency_code',
        'gross_amount': 'gross_amount',
        'discount_amount': 'discount_amount',
        'shipping_amount': '0',
        'tax_amount': 'tax_amount',
        'total_amount': 'total_amount',
        'refunded_amount': 'refunded_amount',
        'discount_code': 'discount_name',
        'offer_code': 'discount_name',
        'is_test': 'false',
        'payment_card': 'payment_card_key',
    }) }}
)

select * from conformed
