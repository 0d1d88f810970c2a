{#-
    The first value of a column in the order of time, ordinal and key, for one pass of a group by.
    value: column; entity: `event` for `occurred_at, event_ordinal, event_key`; condition: which
    rows may answer. Ties cannot happen: the key is unique.
-#}
{% macro first_by(value, entity, condition=none) -%}
    min_by({{ value }}, {{ event_order(entity) }})
    {%- if condition %} filter (where {{ condition }}){% endif %}
{%- endmacro %}
