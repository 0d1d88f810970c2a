{#-
    A timestamp, or null when its year is below 1000: what strptime makes of a year of two digits
    under %Y, and of all-zero dates. `greatest` passes over nulls, so x is written once only.
-#}
{% macro plausible_timestamp(x) -%}
    nullif(greatest({{ x }}, timestamp '0999-01-01 00:00:00'), timestamp '0999-01-01 00:00:00')
{%- endmacro %}
