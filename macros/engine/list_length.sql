{#-
    How many elements a list has → bigint, null when the list is.
-#}
{% macro list_length(x) -%}
    {{ adapter.dispatch('list_length', 'weft')(x) }}
{%- endmacro %}

{% macro duckdb__list_length(x) -%}
    cast(len({{ x }}) as bigint)
{%- endmacro %}

{% macro spark__list_length(x) -%}
    cast(array_size({{ x }}) as bigint)
{%- endmacro %}
