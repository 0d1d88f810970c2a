-- One row per line of a till sale or refund. Identical lines of one sale are real (two equal mugs),
-- so nothing is taken away: lines are numbered within the sale.
with landed as (
    {{ landed_rows('square', 'items') }}
),

settings as (select * from {{ ref('source_settings') }} where source_system = 'square'),

zones as (select * from {{ ref('rails_time_zones') }}),

renamed as (
    select
        {{ square_sale_columns() }},
        -- The text None stands for no category.
        {{ clean_text('landed.category') }} as category,
        {{ clean_text('landed.item') }} as item_name,
        {{ clean_text('landed.price_point_name') }} as price_point_name,
        {{ clean_id('landed.sku') }} as sku,
        {{ try_decimal('landed.qty', 3) }} as quantity,
        coalesce(
            lower({{ clean_text('landed.event_type') }}) = 'refund',
            {{ money('landed.gross_sales') }} < 0,
            false
        ) as is_refund,
        {{ clean_text('landed.itemization_type') }} as itemization_type
    from landed
    cross join settings
    left join zones on trim(landed.time_zone) = zones.rails_name
),

-- Downloads overlap: a day counts as in its newest file, also when an account has changed the
-- way it writes dates in between.
newest_of_day as (
    select *
    from renamed
    where transaction_id is not null
    qualify rank() over (
        partition by sold_on
        order by delivered_on desc, source_file desc
    ) = 1
),

-- Files run from the newest row to the oldest.
numbered as (
    select
        newest_of_day.*,
        {{ till_time('sold_on', 'sold_clock') }} as sold_local_at,
        row_number() over (
            partition by transaction_id, is_refund
            order by sold_on asc, line_number desc
        ) as line_number_in_sale
    from newest_of_day
)

select * from numbered
