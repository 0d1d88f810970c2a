-- One row per delivered file and what became of it.
with files as (select * from {{ source('landing', 'files') }}),

chosen as (
    select
        file_id,
        path,
        source_name,
        table_name,
        delivered_on,
        status,
        reason,
        rows_read,
        rows_landed,
        rows_quarantined,
        rows_ignored,
        rows_erased,
        rows_expired,
        unknown_columns,
        missing_columns,
        size_bytes,
        batch_id,
        landed_at
    from files
)

select * from chosen
