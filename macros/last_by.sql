{#- The last value, as first_by() gives the first. -#}
{% macro last_by(value, entity, condition=none) -%}
    max_by({{ value }}, {{ event_order(entity) }})
    {%- if condition %} filter (where {{ condition }}){% endif %}
{%- endmacro %}
