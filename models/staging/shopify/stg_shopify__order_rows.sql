-- One row per line item of an order, as exported, from the file or files that tell the order last.
{{ config(materialized='table') }}

with landed as (
    {{ landed_rows('shopify', 'orders') }}
),

-- Only the first row of an order carries the order's own columns.
marked as (
    select
        landed.*,
        coalesce(landed.store, 'default') as store_name,
        {{ clean_id('landed.name') }} as order_name,
        coalesce(landed.total, landed.financial_status, landed.id) is not null as is_order_row
    from landed
),

filed as (
    select
        marked.*,
        max(case when is_order_row then _source_file end)
            over (partition by store_name, order_name) as last_whole_file,
        bool_or(is_order_row)
            over (partition by store_name, order_name, _source_file) as is_whole_file
    from marked
    where order_name is not null
),

-- Parts of one export may overlap (the order stands in both, whole: the last counts) or cut an
-- order in two (its rows go on in the next part: both count).
counted as (
    select *
    from filed
    where not is_whole_file or _source_file = last_whole_file
)

select * from counted
