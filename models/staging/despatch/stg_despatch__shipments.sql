-- One row per order and parcel; orders are split over parcels, parcels hold several orders.
with landed as (
    {{ landed_rows('despatch', 'shipments') }}
),

settings as (select * from {{ ref('source_settings') }} where source_system = 'despatch'),

renamed as (
    select
        {{ order_number('landed.order_number') }} as order_number,
        {{ local_date('landed.order_date', 'settings.date_locale') }} as ordered_on,
        -- The date of the label, which is when the parcel was packed, not when it left.
        {{ local_timestamp('landed.shipped_date', 'settings.date_locale') }} as shipped_local_at,
        settings.time_zone,
        {{ clean_name('landed.ship_to_name') }} as recipient_name,
        {{ clean_text('landed.ship_to_company') }} as recipient_company,
        {{ clean_text('landed.ship_to_address_1') }} as recipient_address_line_1,
        {{ clean_text('landed.ship_to_city') }} as recipient_city,
        {{ clean_text('landed.ship_to_state') }} as recipient_region,
        {{ clean_text('landed.ship_to_postal_code') }} as stated_postcode,
        -- Codes and names in one file: US, United States, Mexico.
        {{ country_code('landed.ship_to_country', 'settings.country_code') }}
            as recipient_country_code,
        {{ clean_email('landed.customer_email') }} as buyer_email,
        coalesce(
            {{ clean_text('landed.shipment_carrier') }}, {{ clean_text('landed.carrier_name') }}
        ) as carrier,
        coalesce(
            {{ clean_text('landed.shipment_service') }},
            {{ clean_text('landed.carrier_service_selected') }}
        ) as carrier_service,
        -- 9.40011E+21: a spreadsheet has eaten the digits, and no guess brings them back.
        case
            when not {{ regexp_matches(
                "coalesce(landed.tracking_number, '')", "'^ *[0-9][.,]?[0-9]*[eE][+][0-9]+ *$'"
            ) }}
                then {{ clean_id('landed.tracking_number') }}
        end as tracking_number,
        try_cast({{ clean_id('landed.shipment_package_count') }} as int) as package_count,
        {{ money('landed.shipping_rate') }} as label_cost_amount,
        {{ clean_text('landed.items_skus') }} as skus,
        try_cast({{ clean_id('landed.items_count') }} as int) as unit_count,
        landed._source_file as source_file,
        landed._line_number as line_number,
        landed._delivered_on as delivered_on
    from landed
    cross join settings
),

unique_shipments as (
    select *
    from renamed
    where order_number is not null
    qualify row_number() over (
        partition by order_number, coalesce(tracking_number, cast(shipped_local_at as string))
        order by delivered_on desc, source_file desc, line_number desc
    ) = 1
),

spelt as (
    select
        unique_shipments.*,
        {{ clean_postcode('stated_postcode', 'recipient_country_code') }} as recipient_postcode
    from unique_shipments
)

select * from spelt
