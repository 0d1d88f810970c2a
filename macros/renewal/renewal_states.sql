{#-
    What the last builds of renewed models left word of, by their names: `code` (of their SQL and
    seeds), `build` (which one it was), `upon` (the build that it renewed, or none).
-#}
{% macro renewal_states() -%}
    {%- set states = {} -%}
    {%- for row in run_query(
        "select replace(table_name, 'touched__', ''), comment from duckdb_tables() "
        ~ "where database_name = current_database() and schema_name = 'renewal' "
        ~ "and comment is not null"
    ).rows -%}
        {%- do states.update({row[0]: fromjson(row[1])}) -%}
    {%- endfor -%}
    {{ return(states) }}
{%- endmacro %}
