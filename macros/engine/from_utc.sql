{#-
    What the clock shows in a zone at a UTC time.

    utc_ts: SQL expression of a UTC timestamp; zone: of an IANA name → naive local timestamp, null
    when either is. Errors: an unknown zone stops the query.
-#}
{% macro from_utc(utc_ts, zone) -%}
    {{ adapter.dispatch('from_utc', 'weft')(utc_ts, zone) }}
{%- endmacro %}

{% macro duckdb__from_utc(utc_ts, zone) -%}
    timezone({{ zone }}, timezone('UTC', cast({{ utc_ts }} as timestamp)))
{%- endmacro %}

{% macro spark__from_utc(utc_ts, zone) -%}
    from_utc_timestamp({{ utc_ts }}, {{ zone }})
{%- endmacro %}
