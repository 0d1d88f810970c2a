-- One row per Shopify order, amounts with tax as the buyer paid them.
with orders as (select * from {{ ref('stg_shopify__orders') }}),

buyers as (select * from {{ ref('shopify__order_buyers') }}),

lines as (select * from {{ ref('shopify__order_lines') }}),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'shopify'),

channels as (select * from {{ ref('order_channels') }} where source_system = 'shopify'),

line_totals as (
    select
        order_key,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount
    from lines
    group by order_key
),

joined as (
    select
        orders.*,
        buyers.buyer_source_id,
        brands.brand_key,
        coalesce(channels.order_channel, other_channels.order_channel) as order_channel,
        line_totals.gross_amount as lines_gross_amount,
        line_totals.discount_amount as lines_discount_amount,
        case
            when orders.cancelled_at is not null then 'cancelled'
            when orders.financial_status in ('voided', 'expired') then 'cancelled'
            when orders.financial_status in ('refunded', 'partially_refunded', 'paid')
                then orders.financial_status
            else 'open'
        end as order_status
    from orders
    inner join buyers on orders.order_source_id = buyers.order_source_id
    left join line_totals
        on {{ weft_key(["'shopify'", 'orders.order_source_id']) }} = line_totals.order_key
    left join brands on orders.store_name = brands.source_value
    left join channels on orders.order_source = channels.source_value
    left join channels as other_channels on other_channels.source_value = '*'
),

conformed as (
    {{ conform('orders', 'joined', {
        'source_system': "'shopify'",
        'source_id': 'order_source_id',
        'order_id': 'order_name',
        'record_key': weft_key(["'shopify'", 'buyer_source_id']),
        'identifier_type': "case when email is not null then 'email' else 'phone' end",
        'identifier_value': 'coalesce(email, phone, billing_phone)',
        'brand_key': 'brand_key',
        'order_channel': 'order_channel',
        'store_id': 'store_name',
        'ordered_at': 'ordered_at',
        'ordered_local_at': 'ordered_local_at',
        'order_status': 'order_status',
        'currency_code': 'currency_code',
        'gross_amount': 'coalesce(lines_gross_amount, subtotal_amount + discount_amount)',
        'discount_amount': 'coalesce(lines_discount_amount, discount_amount, 0)',
        'shipping_amount': 'coalesce(shipping_amount, 0)',
        'tax_amount': 'coalesce(tax_amount, 0)',
        'total_amount': 'total_amount',
        'refunded_amount': 'coalesce(refunded_amount, 0)',
        'discount_code': 'discount_code',
        'offer_code': "case when " ~ campaign_code_in('discount_code') ~ " is null"
            ~ " then upper(split_part(discount_code, ',', 1)) end",
        'utm_source': 'utm_source',
        'utm_medium': 'utm_medium',
        'utm_campaign': 'utm_campaign',
        'cancelled_at': 'cancelled_at',
        'is_test': has_tag('tags', 'test')
            ~ " or coalesce(lower(payment_method) like '%bogus%', false)",
    }) }}
)

select * from conformed
