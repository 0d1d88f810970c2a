{#-
    The UTC time of a clock reading in a zone.

    local_ts: SQL expression of a naive timestamp; zone: of an IANA name ('Europe/London') → UTC
    timestamp, null when either is. An hour that the clock shows twice (autumn) is taken as the
    second, in standard time; one that it skips (spring) as if the clock had not yet been moved.
    Errors: an unknown zone stops the query.
-#}
{% macro to_utc(local_ts, zone) -%}
    {{ adapter.dispatch('to_utc', 'weft')(local_ts, zone) }}
{%- endmacro %}

{% macro duckdb__to_utc(local_ts, zone) -%}
    timezone('UTC', timezone({{ zone }}, cast({{ local_ts }} as timestamp)))
{%- endmacro %}

{% macro spark__to_utc(local_ts, zone) -%}
    (to_utc_timestamp({{ local_ts }}, {{ zone }}) + case
        when from_utc_timestamp(
            to_utc_timestamp({{ local_ts }}, {{ zone }}) + interval 1 hour, {{ zone }}
        ) = {{ local_ts }} then interval 1 hour
        else interval 0 hour
    end)
{%- endmacro %}
