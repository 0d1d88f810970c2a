{#-
    The `config.meta.landing` of a source table; needs the graph, so only when `execute`. A unit
    test has none: there every table is read by the rule append, and all rows given count.
-#}
{% macro landing_contract(source_name, table_name) -%}
    {%- if graph.sources is not defined -%}
        {{ return({'load_rule': 'append'}) }}
    {%- endif -%}
    {%- set found = [] -%}
    {%- for node in graph.sources.values()
        if node.source_name == source_name and node.name == table_name -%}
        {%- do found.append(node.config.meta.get('landing')) -%}
    {%- endfor -%}
    {%- if not found or not found[0] -%}
        {{ exceptions.raise_compiler_error(
            source_name ~ '.' ~ table_name ~ ' has no landing contract (config.meta.landing)'
        ) }}
    {%- endif -%}
    {{ return(found[0]) }}
{%- endmacro %}
