{#-
    A list of an expression of each element, in order.

    x: SQL expression of a list; variable: a name; expression: SQL over that name → list.
-#}
{% macro list_transform(x, variable, expression) -%}
    {{ adapter.dispatch('list_transform', 'weft')(x, variable, expression) }}
{%- endmacro %}

{% macro duckdb__list_transform(x, variable, expression) -%}
    list_transform({{ x }}, lambda {{ variable }}: {{ expression }})
{%- endmacro %}

{% macro spark__list_transform(x, variable, expression) -%}
    transform({{ x }}, {{ variable }} -> {{ expression }})
{%- endmacro %}
