-- One row per line item of an order, numbered in the order of the file.
with order_rows as (select * from {{ ref('stg_shopify__order_rows') }}),

renamed as (
    select
        store_name || ':' || order_name as order_source_id,
        store_name,
        order_name,
        -- Equal lines of one order are real, so a line is known by its place.
        row_number() over (
            partition by store_name, order_name
            order by _source_file, _line_number
        ) as line_number_in_order,
        {{ clean_id('lineitem_sku') }} as sku,
        {{ clean_text('lineitem_name') }} as product_name,
        {{ clean_text('vendor') }} as vendor,
        {{ try_decimal('lineitem_quantity', 3) }} as quantity,
        {{ money('lineitem_price') }} as unit_price_amount,
        {{ money('lineitem_compare_at_price') }} as former_unit_price_amount,
        {{ money('lineitem_discount') }} as line_discount_amount,
        {{ parse_flag('lineitem_requires_shipping') }} as is_shipped,
        {{ parse_flag('lineitem_taxable') }} as is_taxable,
        lower({{ clean_text('lineitem_fulfillment_status') }}) as line_fulfillment_status,
        _source_file as source_file,
        _line_number as line_number,
        _delivered_on as delivered_on
    from order_rows
    where coalesce(lineitem_name, lineitem_quantity) is not null
)

select * from renamed
