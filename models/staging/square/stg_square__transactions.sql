-- One row per payment or refund of a till sale.
with landed as (
    {{ landed_rows('square', 'transactions') }}
),

settings as (select * from {{ ref('source_settings') }} where source_system = 'square'),

zones as (select * from {{ ref('rails_time_zones') }}),

renamed as (
    select
        {{ clean_id('landed.transaction_id') }} as transaction_id,
        {{ clean_id('landed.payment_id') }} as payment_id,
        {{ local_date('landed.date', 'settings.date_locale') }} as sold_on,
        landed.time as sold_clock,
        coalesce(zones.time_zone, settings.time_zone) as time_zone,
        settings.currency_code,
        {{ money('landed.gross_sales') }} as gross_amount,
        coalesce({{ money('landed.discounts') }}, 0) as discount_amount,
        coalesce({{ money('landed.service_charges') }}, 0) as service_charge_amount,
        {{ money('landed.net_sales') }} as net_amount,
        coalesce({{ money('landed.tax') }}, 0) as tax_amount,
        coalesce({{ money('landed.tip') }}, 0) as tip_amount,
        {{ money('landed.total_collected') }} as collected_amount,
        {{ money('landed.fees') }} as fee_amount,
        coalesce(
            lower({{ clean_text('landed.event_type') }}) = 'refund',
            {{ money('landed.total_collected') }} < 0,
            false
        ) as is_refund,
        {{ clean_text('landed.refund_reason') }} as refund_reason,
        {{ clean_text('landed.discount_name') }} as discount_name,
        {{ clean_text('landed.location') }} as location,
        {{ clean_text('landed.source') }} as till_source,
        {{ clean_id('landed.customer_id') }} as customer_id,
        {{ clean_name('landed.customer_name') }} as customer_name,
        {{ clean_id('landed.customer_reference_id') }} as customer_reference,
        {{ clean_text('landed.card_brand') }} as card_brand,
        {{ regexp_group('landed.pan_suffix', "'([0-9]{4})$'", 1) }} as card_suffix,
        landed._source_file as source_file,
        landed._line_number as line_number,
        landed._delivered_on as delivered_on
    from landed
    cross join settings
    left join zones on trim(landed.time_zone) = zones.rails_name
),

newest_of_day as (
    select *
    from renamed
    where transaction_id is not null
    qualify rank() over (
        partition by sold_on
        order by delivered_on desc, source_file desc
    ) = 1
),

timed as (
    select
        newest_of_day.*,
        {{ till_time('sold_on', 'sold_clock') }} as sold_local_at
    from newest_of_day
)

select * from timed
