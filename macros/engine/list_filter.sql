{#-
    The elements of a list for which a condition holds, in order.

    x: SQL expression of a list; variable: a name; condition: SQL over that name → list.
-#}
{% macro list_filter(x, variable, condition) -%}
    {{ adapter.dispatch('list_filter', 'weft')(x, variable, condition) }}
{%- endmacro %}

{% macro duckdb__list_filter(x, variable, condition) -%}
    list_filter({{ x }}, lambda {{ variable }}: {{ condition }})
{%- endmacro %}

{% macro spark__list_filter(x, variable, condition) -%}
    filter({{ x }}, {{ variable }} -> {{ condition }})
{%- endmacro %}
