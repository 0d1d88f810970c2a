-- One row per order of a store, as its newest export tells it.
{{ config(materialized='table') }}

with order_rows as (select * from {{ ref('stg_shopify__order_rows') }}),

settings as (select * from {{ ref('source_settings') }} where source_system = 'shopify'),

-- Order columns stand on the first row only, and a re-sorted file has lost which row that is:
-- the largest value of each is the only one.
gathered as (
    select
        store_name,
        order_name,
        max(id) as id,
        max(email) as email,
        max(phone) as phone,
        max(financial_status) as financial_status,
        max(fulfillment_status) as fulfillment_status,
        max(created_at) as created_at,
        max(paid_at) as paid_at,
        max(fulfilled_at) as fulfilled_at,
        max(cancelled_at) as cancelled_at,
        max(accepts_marketing) as accepts_marketing,
        max(currency) as currency,
        max(subtotal) as subtotal,
        max(shipping) as shipping,
        max(taxes) as taxes,
        max(total) as total,
        max(discount_code) as discount_code,
        max(discount_amount) as discount_amount,
        max(refunded_amount) as refunded_amount,
        max(outstanding_balance) as outstanding_balance,
        max(payment_method) as payment_method,
        max(note_attributes) as note_attributes,
        max(tags) as tags,
        max(source) as source,
        max(location) as location,
        max(billing_name) as billing_name,
        max(billing_company) as billing_company,
        max(billing_address1) as billing_address1,
        max(billing_address2) as billing_address2,
        max(billing_city) as billing_city,
        max(billing_zip) as billing_zip,
        max(billing_province) as billing_province,
        max(billing_country) as billing_country,
        max(billing_phone) as billing_phone,
        max(shipping_name) as shipping_name,
        max(shipping_zip) as shipping_zip,
        max(shipping_country) as shipping_country,
        max(_source_file) as source_file,
        min(_line_number) as line_number,
        max(_delivered_on) as delivered_on
    from order_rows
    group by store_name, order_name
),

renamed as (
    select
        gathered.store_name || ':' || gathered.order_name as order_source_id,
        gathered.store_name,
        gathered.order_name,
        {{ clean_id('gathered.id') }} as shopify_order_id,
        {{ clean_email('gathered.email') }} as email,
        {{ clean_phone('gathered.phone', 'gathered.billing_country') }} as phone,
        lower({{ clean_text('gathered.financial_status') }}) as financial_status,
        lower({{ clean_text('gathered.fulfillment_status') }}) as fulfillment_status,
        -- Shop-local with an offset that changes with summer time.
        {{ stated_timestamp(
            'gathered.created_at', 'settings.time_zone', 'settings.date_locale'
        ) }} as ordered_at,
        {{ local_time('gathered.created_at', 'settings.date_locale') }} as ordered_local_at,
        {{ stated_timestamp(
            'gathered.paid_at', 'settings.time_zone', 'settings.date_locale'
        ) }} as paid_at,
        {{ stated_timestamp(
            'gathered.fulfilled_at', 'settings.time_zone', 'settings.date_locale'
        ) }} as fulfilled_at,
        {{ stated_timestamp(
            'gathered.cancelled_at', 'settings.time_zone', 'settings.date_locale'
        ) }} as cancelled_at,
        {{ parse_flag('gathered.accepts_marketing') }} as is_accepting_marketing,
        coalesce({{ clean_id('gathered.currency') }}, settings.currency_code) as currency_code,
        {{ money('gathered.subtotal') }} as subtotal_amount,
        {{ money('gathered.shipping') }} as shipping_amount,
        {{ money('gathered.taxes') }} as tax_amount,
        {{ money('gathered.total') }} as total_amount,
        {{ clean_text('gathered.discount_code') }} as discount_code,
        {{ money('gathered.discount_amount') }} as discount_amount,
        -- Rises in later exports; this is the sum so far, not a movement.
        {{ money('gathered.refunded_amount') }} as refunded_amount,
        {{ money('gathered.outstanding_balance') }} as outstanding_amount,
        {{ clean_text('gathered.payment_method') }} as payment_method,
        {{ note_attribute('gathered.note_attributes', 'utm_source') }} as utm_source,
        {{ note_attribute('gathered.note_attributes', 'utm_medium') }} as utm_medium,
        {{ note_attribute('gathered.note_attributes', 'utm_campaign') }} as utm_campaign,
        {{ clean_text('gathered.tags') }} as tags,
        lower({{ clean_text('gathered.source') }}) as order_source,
        {{ clean_text('gathered.location') }} as location,
        {{ clean_name('gathered.billing_name') }} as billing_name,
        {{ clean_text('gathered.billing_company') }} as billing_company,
        {{ clean_text('gathered.billing_address1') }} as billing_address_1,
        {{ clean_text('gathered.billing_address2') }} as billing_address_2,
        {{ clean_text('gathered.billing_city') }} as billing_city,
        {{ clean_postcode('gathered.billing_zip', 'gathered.billing_country') }}
            as billing_postcode,
        {{ clean_text('gathered.billing_province') }} as billing_region,
        coalesce(upper({{ clean_text('gathered.billing_country') }}), settings.country_code)
            as billing_country_code,
        {{ clean_phone('gathered.billing_phone', 'gathered.billing_country') }} as billing_phone,
        {{ clean_name('gathered.shipping_name') }} as shipping_name,
        {{ clean_postcode('gathered.shipping_zip', 'gathered.shipping_country') }}
            as shipping_postcode,
        gathered.source_file,
        gathered.line_number,
        gathered.delivered_on
    from gathered
    cross join settings
)

select * from renamed
