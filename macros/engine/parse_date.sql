{#-
    A text read as a date, by the first format that fits; see parse_timestamp.
-#}
{% macro parse_date(x, formats) -%}
    cast({{ parse_timestamp(x, formats) }} as date)
{%- endmacro %}
