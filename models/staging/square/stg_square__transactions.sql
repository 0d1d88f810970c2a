-- One row per payment or refund of a till sale.
with landed as (
    {{ landed_rows('square', 'transactions') }}
),

settings as (select * from {{ ref('source_settings') }} where source_system = 'square'),

zones as (select * from {{ ref('rails_time_zones') }}),

renamed as (
    select
        {{ square_sale_columns() }},
        coalesce({{ money('landed.service_charges') }}, 0) as service_charge_amount,
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
        {{ clean_text('landed.source') }} as till_source
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
