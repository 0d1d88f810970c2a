{#- The day of a date or time as a person's settings wrote it: see local_timestamp. -#}
{% macro local_date(x, locale='source_locale') -%}
    cast({{ local_timestamp(x, locale) }} as date)
{%- endmacro %}
