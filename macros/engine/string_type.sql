{#-
    The engine's name of the text type.
-#}
{% macro string_type() -%}
    {{ adapter.dispatch('string_type', 'weft')() }}
{%- endmacro %}

{% macro default__string_type() -%}
    string
{%- endmacro %}
