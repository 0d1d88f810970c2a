-- One row per column of a raw table: how many of the rows that count fill it.
with counted as (
    {%- for table in landed_tables() %}
    {{ counted_columns(table) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select
        cast(null as string) as source_name,
        cast(null as string) as table_name,
        cast(null as string) as column_name,
        cast(null as bigint) as column_number,
        cast(null as boolean) as is_personal,
        cast(null as bigint) as row_count,
        cast(null as bigint) as filled_count,
        cast(null as bigint) as value_count
    where false
    {%- endfor %}
),

measured as (
    select
        {{ weft_key(['source_name', 'table_name', 'column_name']) }} as source_column_key,
        {{ weft_key(['source_name', 'table_name']) }} as source_table_key,
        source_name,
        table_name,
        column_name,
        cast(column_number as bigint) as column_number,
        is_personal,
        cast(row_count as bigint) as row_count,
        cast(filled_count as bigint) as filled_count,
        cast(filled_count * 1.0 / nullif(row_count, 0) as decimal(9, 4)) as fill_ratio,
        cast(value_count as bigint) as value_count
    from counted
)

select * from measured
