{#-
    Fill the tables of the sources `last_publication` (keys) and `last_attribution` with those of the
    published file that they are named after; a source's are empty where nothing is published that
    has them all. The source's YAML lists their columns.

    Done before models are built, by `dbt run` as by `weft run`; tests only read. A candidate that
    never passed its gates is not published, so it leaves no trace.
-#}
{% macro remember_publication() -%}
    {%- if execute and flags.WHICH in ['run', 'build'] -%}
    {%- set remembering = graph.sources.values()
        | selectattr('source_name', 'in', ['last_publication', 'last_attribution']) | list -%}
    {%- set published = published_relations() if remembering else {} -%}
    {%- for source_name, tables in remembering | groupby('source_name') -%}
        {%- set missing = [] -%}
        {%- for table in tables if 'marts.' ~ table.name not in published -%}
            {%- do missing.append(table.name) -%}
        {%- endfor -%}
        {%- for table in tables -%}
            {%- set remembered = table.schema ~ '.' ~ table.identifier -%}
            {%- set columns = [] -%}
            {%- for column in table.columns.values() -%}
                {%- do columns.append(column.name ~ ' ' ~ column.data_type) -%}
            {%- endfor -%}
            {%- do run_query('create schema if not exists ' ~ table.schema) -%}
            {%- do run_query('drop table if exists ' ~ remembered) -%}
            {%- do run_query(
                'create table ' ~ remembered ~ ' (' ~ columns | join(', ') ~ ')'
            ) -%}
            {%- if not missing -%}
                {%- do run_query(
                    'insert into ' ~ remembered ~ ' select ' ~ table.columns.keys() | join(', ')
                    ~ ' from ' ~ published['marts.' ~ table.name]
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do release_publication() -%}
    {%- endif -%}
{%- endmacro %}
