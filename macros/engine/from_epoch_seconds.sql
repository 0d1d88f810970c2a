{#-
    A timestamp from seconds since 1970, fractions allowed to the microsecond.

    x: SQL expression of a number or its text → UTC timestamp, null when it is no number.
-#}
{% macro from_epoch_seconds(x) -%}
    {{ adapter.dispatch('from_epoch_seconds', 'weft')(x) }}
{%- endmacro %}

{% macro duckdb__from_epoch_seconds(x) -%}
    make_timestamp(cast(try_cast({{ x }} as decimal(28, 6)) * 1000000 as bigint))
{%- endmacro %}

{% macro spark__from_epoch_seconds(x) -%}
    timestamp_micros(cast(try_cast({{ x }} as decimal(28, 6)) * 1000000 as bigint))
{%- endmacro %}
