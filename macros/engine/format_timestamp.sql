{#-
    A date or timestamp as text in a strptime format ('%Y-%m', '%b %Y'), numbers of two digits.

    x: SQL expression; format: plain text (see spark_datetime_pattern for the directives) → text.
-#}
{% macro format_timestamp(x, format) -%}
    {{ adapter.dispatch('format_timestamp', 'weft')(x, format) }}
{%- endmacro %}

{% macro duckdb__format_timestamp(x, format) -%}
    strftime({{ x }}, '{{ format }}')
{%- endmacro %}

{% macro spark__format_timestamp(x, format) -%}
    date_format({{ x }}, {{ spark_datetime_pattern(format, padded=true) }})
{%- endmacro %}
