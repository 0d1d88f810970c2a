{#-
    Microseconds since 1970-01-01 00:00 UTC.

    ts: SQL expression of a UTC timestamp → bigint.
-#}
{% macro epoch_micros(ts) -%}
    {{ adapter.dispatch('epoch_micros', 'weft')(ts) }}
{%- endmacro %}

{% macro duckdb__epoch_micros(ts) -%}
    epoch_us({{ ts }})
{%- endmacro %}

{% macro spark__epoch_micros(ts) -%}
    unix_micros({{ ts }})
{%- endmacro %}
