-- One row per cookie: when it was seen. Equal events change nothing here and are not looked for.
{{ config(materialized='table') }}

with landed as (
    {{ landed_rows('ga4', 'events') }}
),

visitors as (
    select
        {{ clean_id('user_pseudo_id') }} as user_pseudo_id,
        {{ from_epoch_micros('min(event_timestamp)') }} as first_seen_at,
        {{ from_epoch_micros('max(event_timestamp)') }} as last_seen_at,
        lower(max(device.category)) as device_category,
        min(_source_file) as source_file,
        cast(null as bigint) as line_number,
        max(_delivered_on) as delivered_on
    from landed
    where user_pseudo_id is not null
    group by {{ clean_id('user_pseudo_id') }}
)

select * from visitors
