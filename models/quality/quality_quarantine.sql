-- One row per file and reason for which rows of it were set aside.
with quarantine as (select * from {{ source('landing', 'quarantine') }}),

grouped as (
    select
        {{ weft_key(['file_id', 'reason']) }} as quarantine_key,
        file_id,
        path,
        source_name,
        table_name,
        reason,
        count(*) as row_count,
        min(line_number) as first_line_number,
        max(line_number) as last_line_number,
        max(quarantined_at) as quarantined_at
    from quarantine
    group by file_id, path, source_name, table_name, reason
)

select * from grouped
