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
        count(case when state = 'open' then 1 end) as open_count,
        count(case when state = 'released' then 1 end) as released_count,
        count(case when state = 'discarded' then 1 end) as discarded_count,
        count(case when state = 'superseded' then 1 end) as superseded_count,
        min(line_number) as first_line_number,
        max(line_number) as last_line_number,
        max(quarantined_at) as quarantined_at
    from quarantine
    group by file_id, path, source_name, table_name, reason
)

select * from grouped
