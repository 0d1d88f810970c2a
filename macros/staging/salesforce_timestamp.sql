{#-
    A Salesforce time in any of its dialects, as UTC.

    x: SQL expression of text → UTC timestamp. Data Loader writes an offset; the weekly export
    writes UTC without one, year first; reports write the users' zone and locale (the columns
    source_zone and source_locale), and never the year first.
-#}
{% macro salesforce_timestamp(x) -%}
    coalesce(
        {{ parse_timestamp(x, ['%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d']) }},
        {{ stated_timestamp(x) }}
    )
{%- endmacro %}
