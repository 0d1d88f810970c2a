{#-
    One row per column of a landed table, counted in one pass over the rows that count after the
    load rule. A text of blanks fills nothing. Structures are not told apart: that costs more than
    all else.

    table: of landed_tables() → select of source_name, table_name, column_name, column_number,
    is_personal, row_count, filled_count, value_count.
-#}
{% macro counted_columns(table) -%}
    {%- set counts = [] -%}
    {%- for column in table.columns -%}
        {%- set told = (
            "nullif(trim(" ~ column.name ~ "), '')" if column.data_type == 'varchar'
            else column.name
        ) -%}
        {%- do counts.append(named_struct({
            'column_name': "'" ~ column.name ~ "'",
            'is_personal': 'true' if column.config.meta.get('pii') else 'false',
            'filled_count': 'count(' ~ told ~ ')',
            'value_count': (
                'cast(null as bigint)' if column.data_type.startswith('struct')
                else 'count(distinct ' ~ told ~ ')'
            ),
        })) -%}
    {%- endfor -%}
    select
        '{{ table.source_name }}' as source_name,
        '{{ table.table_name }}' as table_name,
        counted.cell.column_name,
        counted.position as column_number,
        counted.cell.is_personal,
        landed.row_count,
        counted.cell.filled_count,
        counted.cell.value_count
    from (
        select
            count(*) as row_count,
            {{ list_of(counts) }} as cells
        from ({{ landed_rows(table.source_name, table.table_name) }}) as landed_rows
    ) as landed
    {{ explode_list('landed.cells', 'counted', 'cell') }}
{%- endmacro %}
