{#-
    What the first of a group's web events says, for one pass of a group by over them.

    value: column; condition: which events may answer.
-#}
{% macro first_event_value(value, condition=none) -%}
    min_by({{ value }}, {{ event_order() }})
    {%- if condition %} filter (where {{ condition }}){% endif %}
{%- endmacro %}
