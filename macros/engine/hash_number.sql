{#-
    Values as one whole number of 64 bits, alike for like values: to join and to group by, where a
    text of 32 characters costs several times as much. Of a million different values two have one
    number once in thirty million times; engines, and their versions, give other numbers.

    values: list of SQL expressions, none of them null.
-#}
{% macro hash_number(values) -%}
    {{ adapter.dispatch('hash_number', 'weft')(values) }}
{%- endmacro %}

{% macro duckdb__hash_number(values) -%}
    hash({{ values | join(', ') }})
{%- endmacro %}

{% macro spark__hash_number(values) -%}
    xxhash64({{ values | join(', ') }})
{%- endmacro %}
