-- One row per raw table: what was read of its files, and where each of those rows is now.
with files as (select * from {{ source('landing', 'files') }}),

quarantine as (select * from {{ source('landing', 'quarantine') }}),

counts as (select * from {{ ref('landed_rows__counted') }}),

read_of_files as (
    select
        source_name,
        table_name,
        count(*) as files_read,
        sum(rows_read) as rows_read,
        sum(rows_landed) as rows_landed,
        sum(rows_quarantined) as rows_quarantined,
        sum(rows_ignored) as rows_ignored,
        sum(rows_erased) as rows_erased,
        sum(rows_expired) as rows_expired
    from files
    where status = 'landed'
    group by source_name, table_name
),

decided as (
    select
        source_name,
        table_name,
        count(case when state = 'released' then 1 end) as rows_released,
        count(case when state = 'discarded' then 1 end) as rows_discarded
    from quarantine
    group by source_name, table_name
),

counted as (
    select
        source_name,
        table_name,
        sum(rows_in_table) as rows_in_table,
        sum(rows_staged) as rows_staged,
        sum(greatest(rows_in_table - rows_staged, 0)) as rows_superseded
    from counts
    group by source_name, table_name
),

reconciled as (
    select
        {{ weft_key(['read_of_files.source_name', 'read_of_files.table_name']) }}
            as source_table_key,
        read_of_files.source_name,
        read_of_files.table_name,
        read_of_files.files_read,
        cast(read_of_files.rows_read as bigint) as rows_read,
        cast(read_of_files.rows_landed as bigint) as rows_landed,
        cast(read_of_files.rows_quarantined as bigint) as rows_quarantined,
        cast(read_of_files.rows_ignored as bigint) as rows_ignored,
        cast(read_of_files.rows_erased as bigint) as rows_erased,
        cast(read_of_files.rows_expired as bigint) as rows_expired,
        cast(coalesce(decided.rows_released, 0) as bigint) as rows_released,
        cast(coalesce(decided.rows_discarded, 0) as bigint) as rows_discarded,
        cast(coalesce(counted.rows_in_table, 0) as bigint) as rows_in_table,
        cast(coalesce(counted.rows_staged, 0) as bigint) as rows_staged,
        cast(coalesce(counted.rows_superseded, 0) as bigint) as rows_superseded,
        (
            read_of_files.rows_read
            = read_of_files.rows_landed
            + read_of_files.rows_quarantined
            + read_of_files.rows_ignored
            + read_of_files.rows_erased
            + read_of_files.rows_expired
        )
        and coalesce(decided.rows_released, 0) <= read_of_files.rows_landed
        and coalesce(decided.rows_discarded, 0) <= read_of_files.rows_quarantined
        and read_of_files.rows_landed = coalesce(counted.rows_in_table, 0)
        and (
            read_of_files.rows_landed
            = coalesce(counted.rows_staged, 0) + coalesce(counted.rows_superseded, 0)
        ) as is_reconciled
    from read_of_files
    left join counted
        on
            read_of_files.source_name = counted.source_name
            and read_of_files.table_name = counted.table_name
    left join decided
        on
            read_of_files.source_name = decided.source_name
            and read_of_files.table_name = decided.table_name
)

select * from reconciled
