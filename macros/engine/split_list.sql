{#-
    A text cut at a literal separator (not a pattern) → list of text, empty parts kept.

    x, separator: SQL expressions. Null when x is; an empty text gives a list of one empty text.
-#}
{% macro split_list(x, separator) -%}
    {{ adapter.dispatch('split_list', 'weft')(x, separator) }}
{%- endmacro %}

{% macro duckdb__split_list(x, separator) -%}
    string_split({{ x }}, {{ separator }})
{%- endmacro %}

{% macro spark__split_list(x, separator) -%}
    split({{ x }}, r'\Q' || {{ separator }} || r'\E')
{%- endmacro %}
