{#-
    What a touch weighs by its place in the path: first, last, the one after which its customer
    became known, or one of the others, which share middle_weight. A touch that is two of these
    weighs as both.

    path: alias of a relation with touch_number, touch_count, milestone_number (0 where none)
    and first_weight, milestone_weight, middle_weight, last_weight → double.
-#}
{% macro position_weight(path) -%}
    {%- set number, count = path ~ '.touch_number', path ~ '.touch_count' -%}
    {%- set milestone = '(case when ' ~ path ~ '.milestone_weight > 0 then ' ~ path
        ~ '.milestone_number else 0 end)' -%}
    (
        case when {{ number }} = 1 then {{ path }}.first_weight else 0 end
        + case when {{ number }} = {{ count }} then {{ path }}.last_weight else 0 end
        + case when {{ number }} = {{ milestone }} then {{ path }}.milestone_weight else 0 end
        + case
            when {{ number }} in (1, {{ count }}, {{ milestone }}) then 0
            else {{ path }}.middle_weight / (
                {{ count }} - 2
                - case when {{ milestone }} > 1 and {{ milestone }} < {{ count }} then 1 else 0 end
            )
        end
    )
{%- endmacro %}
