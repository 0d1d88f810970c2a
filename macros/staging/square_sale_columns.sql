{#-
    The columns that Square's two reports have alike, lines and payments, for a select list: number,
    day, place, sums, customer and card of a sale, and where the row stands.

    The relations landed, settings (of the source) and zones (rails_time_zones) must be joined.
-#}
{% macro square_sale_columns() -%}
    {{ clean_id('landed.transaction_id') }} as transaction_id,
    {{ clean_id('landed.payment_id') }} as payment_id,
    {{ local_date('landed.date', 'settings.date_locale') }} as sold_on,
    landed.time as sold_clock,
    coalesce(zones.time_zone, settings.time_zone) as time_zone,
    settings.currency_code,
    {{ money('landed.gross_sales') }} as gross_amount,
    coalesce({{ money('landed.discounts') }}, 0) as discount_amount,
    {{ money('landed.net_sales') }} as net_amount,
    coalesce({{ money('landed.tax') }}, 0) as tax_amount,
    {{ clean_text('landed.location') }} as location,
    {{ clean_id('landed.customer_id') }} as customer_id,
    {{ clean_name('landed.customer_name') }} as customer_name,
    {{ clean_id('landed.customer_reference_id') }} as customer_reference,
    {{ clean_text('landed.card_brand') }} as card_brand,
    {{ regexp_group('landed.pan_suffix', "'([0-9]{4})$'", 1) }} as card_suffix,
    landed._source_file as source_file,
    landed._line_number as line_number,
    landed._delivered_on as delivered_on
{%- endmacro %}
