{#- The table this model left at the last build, if it has all these columns; else none. -#}
{% macro last_rows(columns) -%}
    {{ return(adapter.dispatch('last_rows', 'weft')(columns)) }}
{%- endmacro %}

{% macro duckdb__last_rows(columns) -%}
    {%- if execute and model.resource_type == 'model' and not should_full_refresh() -%}
        {%- set last = load_relation(this) -%}
        {%- if last is not none and last.is_table -%}
            {%- set names = adapter.get_columns_in_relation(last) | map(attribute='name') | list -%}
            {%- if columns | reject('in', names) | list | length == 0 -%}
                {{ return(last) }}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{% macro spark__last_rows(columns) -%}
    {{ return(none) }}
{%- endmacro %}
