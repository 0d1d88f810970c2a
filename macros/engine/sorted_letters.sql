{#-
    The letters of a text in order, so that two texts with the same letters are equal;
    'anna' becomes 'aann'.

    x: SQL expression of text → text, null when x is.
-#}
{% macro sorted_letters(x) -%}
    {{ adapter.dispatch('sorted_letters', 'weft')(x) }}
{%- endmacro %}

{% macro duckdb__sorted_letters(x) -%}
    array_to_string(list_sort(string_split({{ x }}, '')), '')
{%- endmacro %}

{% macro spark__sorted_letters(x) -%}
    array_join(array_sort(split({{ x }}, '')), '')
{%- endmacro %}
