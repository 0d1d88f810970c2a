{#-
    The value that stands beside a key in two lists of equal length; null when the key is absent.

    keys, vals: SQL expressions of lists; key: plain text. The first wins where a key repeats.
-#}
{% macro list_lookup(keys, vals, key) -%}
    {{ adapter.dispatch('list_lookup', 'weft')(keys, vals, key) }}
{%- endmacro %}

{% macro duckdb__list_lookup(keys, vals, key) -%}
    {{ vals }}[list_position({{ keys }}, '{{ key }}')]
{%- endmacro %}

{% macro spark__list_lookup(keys, vals, key) -%}
    try_element_at({{ vals }}, nullif(cast(array_position({{ keys }}, '{{ key }}') as int), 0))
{%- endmacro %}
