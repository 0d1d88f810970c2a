{#- What the last of a group's web events says, as first_event_value() gives the first. -#}
{% macro last_event_value(value, condition=none) -%}
    max_by({{ value }}, {{ event_order() }})
    {%- if condition %} filter (where {{ condition }}){% endif %}
{%- endmacro %}
