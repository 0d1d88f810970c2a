-- One row per raw table a source delivers, with how much came and how fresh it is.
with files as (select * from {{ source('landing', 'files') }}),

expected as (
    {%- for table in landed_tables() %}
    select
        '{{ table.source_name }}' as source_name,
        '{{ table.table_name }}' as table_name,
        cast({{ "'" ~ table.owner ~ "'" if table.owner else 'null' }} as string) as owner
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select
        cast(null as string) as source_name,
        cast(null as string) as table_name,
        cast(null as string) as owner
    where false
    {%- endfor %}
),

delivered as (
    select
        source_name,
        table_name,
        count(*) filter (where status = 'landed') as files_landed,
        count(*) filter (where status = 'skipped') as files_skipped,
        count(*) filter (where status = 'refused') as files_refused,
        cast(sum(rows_landed) as bigint) as rows_landed,
        cast(sum(rows_quarantined) as bigint) as rows_quarantined,
        min(delivered_on) filter (where status in ('landed', 'skipped')) as first_delivered_on,
        max(delivered_on) filter (where status in ('landed', 'skipped')) as last_delivered_on
    from files
    group by source_name, table_name
),

measured as (
    select
        {{ weft_key(['expected.source_name', 'expected.table_name']) }} as source_table_key,
        expected.source_name,
        expected.table_name,
        expected.owner,
        coalesce(delivered.files_landed, 0) as files_landed,
        coalesce(delivered.files_skipped, 0) as files_skipped,
        coalesce(delivered.files_refused, 0) as files_refused,
        coalesce(delivered.rows_landed, 0) as rows_landed,
        coalesce(delivered.rows_quarantined, 0) as rows_quarantined,
        delivered.first_delivered_on,
        delivered.last_delivered_on,
        {{ date_diff_days('delivered.last_delivered_on', 'cast(' ~ run_at() ~ ' as date)') }}
            as days_since_delivery
    from expected
    left join delivered
        on
            expected.source_name = delivered.source_name
            and expected.table_name = delivered.table_name
)

select * from measured
