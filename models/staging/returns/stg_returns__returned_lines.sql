-- One row per line of a return, as its newest restatement tells it.
with landed as (
    {{ landed_rows('returns', 'returned_lines') }}
),

settings as (select * from {{ ref('source_settings') }} where source_system = 'returns'),

renamed as (
    select
        {{ clean_id('landed.rma_no') }} as rma_no,
        coalesce({{ clean_id('landed.order_line_no') }}, '1') as return_line_no,
        {{ order_number('landed.order_no') }} as order_number,
        {{ clean_id('landed.sku') }} as sku,
        {{ try_decimal('landed.qty_requested', 3) }} as requested_quantity,
        {{ try_decimal('landed.qty_received', 3) }} as received_quantity,
        lower({{ clean_text('landed.reason_code') }}) as reason,
        lower({{ clean_text('landed.condition') }}) as goods_condition,
        {{ stated_timestamp('landed.requested_at', 'settings.time_zone', 'settings.date_locale') }}
            as requested_at,
        {{ stated_timestamp('landed.received_at', 'settings.time_zone', 'settings.date_locale') }}
            as received_at,
        {{ stated_timestamp('landed.refunded_at', 'settings.time_zone', 'settings.date_locale') }}
            as refunded_at,
        {{ money('landed.refund_amount') }} as refund_amount,
        {{ money('landed.refund_tax') }} as refund_tax_amount,
        {{ money('landed.restock_fee') }} as restock_fee_amount,
        lower({{ clean_text('landed.refund_method') }}) as refund_method,
        coalesce(upper({{ clean_id('landed.currency') }}), settings.currency_code) as currency_code,
        landed._source_file as source_file,
        landed._line_number as line_number,
        landed._delivered_on as delivered_on
    from landed
    cross join settings
),

unique_lines as (
    select *
    from renamed
    where rma_no is not null
    qualify row_number() over (
        partition by rma_no, return_line_no
        order by delivered_on desc, source_file desc, line_number desc
    ) = 1
)

select * from unique_lines
