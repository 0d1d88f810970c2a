{#-
    A date n days later.

    day: SQL expression of a date or timestamp (whose time is dropped); n: of an integer, may be
    negative → date.
-#}
{% macro add_days(day, n) -%}
    {{ adapter.dispatch('add_days', 'weft')(day, n) }}
{%- endmacro %}

{% macro duckdb__add_days(day, n) -%}
    (cast({{ day }} as date) + cast({{ n }} as int))
{%- endmacro %}

{% macro spark__add_days(day, n) -%}
    date_add(cast({{ day }} as date), cast({{ n }} as int))
{%- endmacro %}
