{#-
    Create the tables of source `ledger` where they are missing, so that a bare `dbt build` works
    on a warehouse that `weft run` has never seen. The source's YAML lists their columns. Tests
    only read, so they make nothing.
-#}
{% macro ensure_ledger() -%}
    {%- if execute and flags.WHICH != 'test' -%}
    {%- for node in graph.sources.values() if node.source_name == 'ledger' -%}
        {%- set columns = [] -%}
        {%- for column in node.columns.values() -%}
            {%- do columns.append(column.name ~ ' ' ~ column.data_type) -%}
        {%- endfor -%}
        {%- do run_query('create schema if not exists ' ~ node.schema) -%}
        {%- do run_query(
            'create table if not exists ' ~ node.schema ~ '.' ~ node.identifier
            ~ ' (' ~ columns | join(', ') ~ ')'
        ) -%}
    {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
