{#-
    The engine's name of the 64-bit floating type.
-#}
{% macro double_type() -%}
    {{ adapter.dispatch('double_type', 'weft')() }}
{%- endmacro %}

{% macro default__double_type() -%}
    double
{%- endmacro %}
