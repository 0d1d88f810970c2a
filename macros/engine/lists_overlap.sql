{#-
    Whether two lists share an element → boolean; null when one of them is.
-#}
{% macro lists_overlap(x, y) -%}
    {{ adapter.dispatch('lists_overlap', 'weft')(x, y) }}
{%- endmacro %}

{% macro duckdb__lists_overlap(x, y) -%}
    list_has_any({{ x }}, {{ y }})
{%- endmacro %}

{% macro spark__lists_overlap(x, y) -%}
    arrays_overlap({{ x }}, {{ y }})
{%- endmacro %}
