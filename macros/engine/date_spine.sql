{#-
    A query of every day from first to last, both included: one column, date_day.

    first, last: SQL expressions of dates, no columns → select statement; no row when last < first.
-#}
{% macro date_spine(first, last) -%}
    {{ adapter.dispatch('date_spine', 'weft')(first, last) }}
{%- endmacro %}

{% macro duckdb__date_spine(first, last) -%}
    select cast(day as date) as date_day
    from generate_series(
        cast({{ first }} as timestamp), cast({{ last }} as timestamp), interval 1 day
    ) as days(day)
{%- endmacro %}

{% macro spark__date_spine(first, last) -%}
    select date_add(cast({{ first }} as date), cast(days.id as int)) as date_day
    from range(0, greatest(datediff({{ last }}, {{ first }}) + 1, 0)) as days
{%- endmacro %}
