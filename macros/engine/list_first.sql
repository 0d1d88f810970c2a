{#-
    The first element of a list; null when the list is null or empty.
-#}
{% macro list_first(x) -%}
    {{ adapter.dispatch('list_first', 'weft')(x) }}
{%- endmacro %}

{% macro duckdb__list_first(x) -%}
    ({{ x }})[1]
{%- endmacro %}

{% macro spark__list_first(x) -%}
    get({{ x }}, 0)
{%- endmacro %}
