{#-
    How many bits of two whole numbers differ.

    x, y: SQL expressions, bigint → whole number; null when one of them is.
-#}
{% macro differing_bits(x, y) -%}
    {{ adapter.dispatch('differing_bits', 'weft')(x, y) }}
{%- endmacro %}

{% macro duckdb__differing_bits(x, y) -%}
    bit_count(xor({{ x }}, {{ y }}))
{%- endmacro %}

{% macro spark__differing_bits(x, y) -%}
    bit_count({{ x }} ^ {{ y }})
{%- endmacro %}
