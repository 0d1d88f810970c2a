{#- A text that sorts web events in time: moment, ordinal, and the key as the last word. -#}
{% macro event_order() -%}
    cast(occurred_at as string)
    || lpad(cast(coalesce(event_ordinal, 0) as string), 12, '0')
    || event_key
{%- endmacro %}
