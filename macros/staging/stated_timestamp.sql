{#-
    A time that may state its offset: with one it is exact, without one it is read as local.

    x: SQL expression of text; zone: of the IANA zone that a time without an offset is in; locale:
    of the source's date_locale; unless given, the columns of settled rows → UTC timestamp, null
    when nothing fits.
-#}
{% macro stated_timestamp(x, zone='source_zone', locale='source_locale') -%}
    coalesce(
        {{ parse_timestamp_tz(x, [
            '%Y-%m-%dT%H:%M:%S%z', '%Y-%m-%dT%H:%M:%S.%f%z', '%Y-%m-%d %H:%M:%S%z',
            '%Y-%m-%d %H:%M:%S.%f%z',
        ]) }},
        {{ to_utc(local_timestamp(x, locale), zone) }}
    )
{%- endmacro %}
