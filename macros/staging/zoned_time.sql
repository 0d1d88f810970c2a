{#-
    The UTC time in a text: by its own offset, else as a clock reading in the source's zone.

    x: SQL expression of text; zone, locale: of the seed source_settings → UTC timestamp, null when
    it is none. An export opened and saved in a spreadsheet loses offsets, so both occur in one
    source.
-#}
{% macro zoned_time(x, zone, locale) -%}
    coalesce(
        {{ parse_timestamp_tz(x, [
            '%Y-%m-%d %H:%M:%S %z', '%Y-%m-%dT%H:%M:%S%z', '%Y-%m-%dT%H:%M:%S.%f%z',
        ]) }},
        {{ to_utc(local_time(x, locale), zone) }}
    )
{%- endmacro %}
