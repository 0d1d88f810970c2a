{#-
    Whether a moment lies after the run by more than clocks and zones explain (var
    clock_tolerance_hours): a clock gone wrong, which must not become the last word of a customer.

    moment: SQL expression of a UTC timestamp or a date. Null where it is null.
-#}
{% macro is_dated_later(moment) -%}
    {{ moment }} > {{ run_at() }} + interval {{ var('clock_tolerance_hours') }} hour
{%- endmacro %}
