{#-
    Whether a list holds a value → boolean; null when the list or the value is. Null elements are
    passed over.
-#}
{% macro list_contains(x, v) -%}
    {{ adapter.dispatch('list_contains', 'weft')(x, v) }}
{%- endmacro %}

{% macro duckdb__list_contains(x, v) -%}
    list_contains({{ x }}, {{ v }})
{%- endmacro %}

{% macro spark__list_contains(x, v) -%}
    array_contains(filter({{ x }}, element -> element is not null), {{ v }})
{%- endmacro %}
