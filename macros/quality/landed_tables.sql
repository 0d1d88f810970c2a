{#-
    Every raw table that has a landing contract, as a list of {source_name, table_name, owner,
    columns}, in order; columns as the source's YAML lists them.

    Read from the graph, so that a new source needs no line anywhere else; empty while parsing.
-#}
{% macro landed_tables() -%}
    {%- set found = [] -%}
    {%- if execute -%}
    {%- for node in graph.sources.values() | sort(attribute='unique_id') -%}
        {%- if node.config.meta.get('landing') -%}
            {%- do found.append({
                'source_name': node.source_name,
                'table_name': node.name,
                'owner': node.source_meta.get('owner'),
                'columns': node.columns.values() | list,
            }) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- endif -%}
    {{ return(found) }}
{%- endmacro %}
