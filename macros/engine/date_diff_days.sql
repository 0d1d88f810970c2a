{#-
    Days from a to b by the calendar (b - a): 23:59 to 00:01 is 1.

    a, b: SQL expressions of dates or timestamps → integer, negative when b is earlier.
-#}
{% macro date_diff_days(a, b) -%}
    {{ adapter.dispatch('date_diff_days', 'weft')(a, b) }}
{%- endmacro %}

{% macro duckdb__date_diff_days(a, b) -%}
    date_diff('day', cast({{ a }} as date), cast({{ b }} as date))
{%- endmacro %}

{% macro spark__date_diff_days(a, b) -%}
    datediff({{ b }}, {{ a }})
{%- endmacro %}
