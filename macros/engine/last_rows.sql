{#-
    The table that this model, or the one named, left at the last build, if it has all these columns;
    else none.
-#}
{% macro last_rows(columns, of=none) -%}
    {{ return(adapter.dispatch('last_rows', 'weft')(columns, of)) }}
{%- endmacro %}

{% macro duckdb__last_rows(columns, of) -%}
    {%- if execute and model.resource_type == 'model' and not should_full_refresh() -%}
        {%- set last = load_relation(this.incorporate(path={'identifier': of or this.identifier})) -%}
        {%- if last is not none and last.is_table -%}
            {%- set names = adapter.get_columns_in_relation(last) | map(attribute='name') | list -%}
            {%- if columns | reject('in', names) | list | length == 0 -%}
                {{ return(last) }}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{% macro spark__last_rows(columns, of) -%}
    {{ return(none) }}
{%- endmacro %}
