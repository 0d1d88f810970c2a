{#-
    The elements of a list of texts in order of their code points, joined by a separator; null
    elements are passed over.

    x, separator: SQL expressions → text, null when x is.
-#}
{% macro sorted_text(x, separator) -%}
    {{ adapter.dispatch('sorted_text', 'weft')(x, separator) }}
{%- endmacro %}

{% macro duckdb__sorted_text(x, separator) -%}
    array_to_string(list_sort({{ x }}), {{ separator }})
{%- endmacro %}

{% macro spark__sorted_text(x, separator) -%}
    array_join(array_sort({{ x }}), {{ separator }})
{%- endmacro %}
