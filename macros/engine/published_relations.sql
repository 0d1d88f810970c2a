{#-
    The tables of the last publication, as {schema.table: name to read it by}; empty when nothing is
    published.

    DuckDB attaches the published file, read-only, as `published_file`; `release_publication()` lets
    it go. A file that is there and cannot be read is an error: a run without its memory would
    mint every key anew. On Spark what was published are the marts of the last run themselves.
-#}
{% macro published_relations() -%}
    {{ return(adapter.dispatch('published_relations', 'weft')()) }}
{%- endmacro %}

{% macro duckdb__published_relations() -%}
    {%- set path = (target.path | replace('build.duckdb', 'weft.duckdb') | replace("'", "''")) -%}
    {%- set pattern = path | replace('[', '[[]') | replace('*', '[*]') | replace('?', '[?]') -%}
    {%- set relations = {} -%}
    {%- if run_query("select file from glob('" ~ pattern ~ "')") | length -%}
        {%- do run_query("attach if not exists '" ~ path ~ "' as published_file (read_only)") -%}
        {%- for row in run_query(
            "select schema_name || '.' || table_name from duckdb_tables()"
            ~ " where database_name = 'published_file'"
        ) -%}
            {%- do relations.update({row[0]: 'published_file.' ~ row[0]}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(relations) }}
{%- endmacro %}

{% macro spark__published_relations() -%}
    {%- set relations = {} -%}
    {%- for relation in adapter.list_relations(none, 'marts') -%}
        {%- set name = relation.schema ~ '.' ~ relation.identifier -%}
        {%- do relations.update({name: name}) -%}
    {%- endfor -%}
    {{ return(relations) }}
{%- endmacro %}

{#- Let go of what `published_relations` opened. -#}
{% macro release_publication() -%}
    {{ return(adapter.dispatch('release_publication', 'weft')()) }}
{%- endmacro %}

{% macro duckdb__release_publication() -%}
    {%- do run_query('detach database if exists published_file') -%}
{%- endmacro %}

{% macro spark__release_publication() -%}
{%- endmacro %}
