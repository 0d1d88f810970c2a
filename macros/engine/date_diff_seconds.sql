{#-
    Whole seconds from a to b (b - a), rounded towards zero.

    a, b: SQL expressions of timestamps → bigint, negative when b is earlier.
-#}
{% macro date_diff_seconds(a, b) -%}
    {{ adapter.dispatch('date_diff_seconds', 'weft')(a, b) }}
{%- endmacro %}

{% macro duckdb__date_diff_seconds(a, b) -%}
    date_sub('second', {{ a }}, {{ b }})
{%- endmacro %}

{% macro spark__date_diff_seconds(a, b) -%}
    timestampdiff(second, {{ a }}, {{ b }})
{%- endmacro %}
