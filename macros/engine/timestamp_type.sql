{#-
    The engine's name of a timestamp without zone; ours are UTC, as is every session.
-#}
{% macro timestamp_type() -%}
    {{ adapter.dispatch('timestamp_type', 'weft')() }}
{%- endmacro %}

{% macro default__timestamp_type() -%}
    timestamp
{%- endmacro %}
