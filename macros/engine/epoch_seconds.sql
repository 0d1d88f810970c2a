{#-
    Seconds since 1970-01-01 00:00 UTC, fractions dropped downwards.

    ts: SQL expression of a UTC timestamp → bigint.
-#}
{% macro epoch_seconds(ts) -%}
    {{ adapter.dispatch('epoch_seconds', 'weft')(ts) }}
{%- endmacro %}

{% macro duckdb__epoch_seconds(ts) -%}
    cast(floor(epoch({{ ts }})) as bigint)
{%- endmacro %}

{% macro spark__epoch_seconds(ts) -%}
    unix_seconds({{ ts }})
{%- endmacro %}
