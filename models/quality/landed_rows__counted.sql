-- One row per raw table and file in it: its rows, and those of them that staging reads.
{%- set tables = landed_tables() %}
with in_tables as (
    {%- for table in tables %}
    select
        '{{ table.source_name }}' as source_name,
        '{{ table.table_name }}' as table_name,
        _file_id as file_id,
        count(*) as row_count
    from {{ source(table.source_name, table.table_name) }}
    group by _file_id
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    {{ no_file_counts() }}
    {%- endfor %}
),

in_staging as (
    {%- for table in tables %}
    select
        '{{ table.source_name }}' as source_name,
        '{{ table.table_name }}' as table_name,
        landed_rows._file_id as file_id,
        count(*) as row_count
    from ({{ landed_rows(table.source_name, table.table_name) }}) as landed_rows
    group by landed_rows._file_id
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    {{ no_file_counts() }}
    {%- endfor %}
),

counted_by_file as (
    select
        in_tables.source_name,
        in_tables.table_name,
        in_tables.file_id,
        in_tables.row_count as rows_in_table,
        coalesce(in_staging.row_count, 0) as rows_staged
    from in_tables
    left join in_staging
        on
            in_tables.source_name = in_staging.source_name
            and in_tables.table_name = in_staging.table_name
            and in_tables.file_id = in_staging.file_id
)

select * from counted_by_file
