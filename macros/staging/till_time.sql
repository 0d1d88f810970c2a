{#-
    The clock reading of a date and a time that stand in two columns.

    sold_on: SQL expression of a date; clock: of text, 12:59:30 or 2:30:00 PM → naive timestamp, the
    day's midnight when the clock cannot be read.
-#}
{% macro till_time(sold_on, clock) -%}
    {%- set on_day_one = parse_timestamp(
        "'1970-01-01 ' || trim(" ~ clock ~ ')',
        ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %H:%M', '%Y-%m-%d %I:%M %p'],
    ) -%}
    {{ add_seconds(
        'cast(' ~ sold_on ~ ' as timestamp)', 'coalesce(' ~ epoch_seconds(on_day_one) ~ ', 0)'
    ) }}
{%- endmacro %}
