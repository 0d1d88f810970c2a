{#-
    Whole division, rounded towards zero: integer_divide(-7, 2) is -3.

    a, b: SQL expressions of integers → bigint; null when b is 0.
-#}
{% macro integer_divide(a, b) -%}
    {{ adapter.dispatch('integer_divide', 'weft')(a, b) }}
{%- endmacro %}

{% macro duckdb__integer_divide(a, b) -%}
    cast(({{ a }}) // ({{ b }}) as bigint)
{%- endmacro %}

{% macro spark__integer_divide(a, b) -%}
    (({{ a }}) div nullif({{ b }}, 0))
{%- endmacro %}
