{#-
    A timestamp from microseconds since 1970 (GA4 writes these, as text in NDJSON).

    x: SQL expression of an integer or its text → UTC timestamp, null when it is no integer.
-#}
{% macro from_epoch_micros(x) -%}
    {{ adapter.dispatch('from_epoch_micros', 'weft')(x) }}
{%- endmacro %}

{% macro duckdb__from_epoch_micros(x) -%}
    make_timestamp(try_cast({{ x }} as bigint))
{%- endmacro %}

{% macro spark__from_epoch_micros(x) -%}
    timestamp_micros(try_cast({{ x }} as bigint))
{%- endmacro %}
