{#-
    Day of the week, Monday 1 to Sunday 7.

    x: SQL expression of a date or timestamp → integer.
-#}
{% macro iso_weekday(x) -%}
    {{ adapter.dispatch('iso_weekday', 'weft')(x) }}
{%- endmacro %}

{% macro duckdb__iso_weekday(x) -%}
    cast(isodow({{ x }}) as int)
{%- endmacro %}

{% macro spark__iso_weekday(x) -%}
    (weekday({{ x }}) + 1)
{%- endmacro %}
