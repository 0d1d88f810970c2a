{#-
    A number that sorts web events in time: microsecond, then ordinal. Two events of one number are
    one event sent twice, and say the same.
-#}
{% macro event_order() -%}
    cast({{ epoch_micros('occurred_at') }} as decimal(20, 0))
    * cast(10000000000000000 as decimal(17, 0)) + coalesce(event_ordinal, 0)
{%- endmacro %}
