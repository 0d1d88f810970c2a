{#-
    Whether a moment lies in the days and hours of a rule of seeds/quiet_hours.csv. Hours may run
    past midnight; the days are those on which the moment itself lies.

    local_at: SQL expression of a timestamp by the person's clock; rule: relation or alias with the
    seed's columns → boolean.
-#}
{% macro is_quiet(local_at, rule) -%}
    (
        {{ iso_weekday(local_at) }} between {{ rule }}.first_weekday and {{ rule }}.last_weekday
        and case
            when {{ rule }}.quiet_from_hour < {{ rule }}.quiet_to_hour
                then extract(hour from {{ local_at }}) >= {{ rule }}.quiet_from_hour
                    and extract(hour from {{ local_at }}) < {{ rule }}.quiet_to_hour
            else extract(hour from {{ local_at }}) >= {{ rule }}.quiet_from_hour
                or extract(hour from {{ local_at }}) < {{ rule }}.quiet_to_hour
        end
    )
{%- endmacro %}
