{#-
    Fill the tables of source `last_publication` with those of the last publication that they are named
    after; without a publication that has them all they are empty. The source's YAML lists their
    columns.

    Only what builds models reads the publication anew, so that tests and checks see the memory
    that the candidate was built with. A candidate that never passed its gates leaves no trace.
-#}
{% macro remember_publication() -%}
    {%- if execute -%}
    {%- set tables = graph.sources.values() | selectattr('source_name', 'equalto', 'last_publication') | list -%}
    {%- set is_building = flags.WHICH in ['run', 'build'] -%}
    {%- set published = published_relations() if tables and is_building else {} -%}
    {%- set names = [] -%}
    {%- for table in tables -%}
        {%- do names.append('marts.' ~ table.name) -%}
    {%- endfor -%}
    {%- set is_complete = names | reject('in', published) | list | length == 0 -%}
    {%- for table in tables -%}
        {%- set remembered = table.schema ~ '.' ~ table.identifier -%}
        {%- set columns = table.columns.keys() | join(', ') -%}
        {%- set typed = [] -%}
        {%- for column in table.columns.values() -%}
            {%- do typed.append(column.name ~ ' ' ~ column.data_type) -%}
        {%- endfor -%}
        {%- set definition = remembered ~ ' (' ~ typed | join(', ') ~ ')' -%}
        {%- do run_query('create schema if not exists ' ~ table.schema) -%}
        {%- if is_building -%}
            {%- do run_query('drop table if exists ' ~ remembered) -%}
        {%- endif -%}
        {%- do run_query('create table if not exists ' ~ definition) -%}
        {%- if is_building and is_complete -%}
            {%- do run_query(
                'insert into ' ~ remembered ~ ' select ' ~ columns
                ~ ' from ' ~ published['marts.' ~ table.name]
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if is_building -%}{%- do release_publication() -%}{%- endif -%}
    {%- endif -%}
{%- endmacro %}
