{#- A text that sorts an entity's rows in time, with the key as the last word. -#}
{% macro event_order(entity) -%}
    {%- if entity == 'event' -%}
    cast(occurred_at as string)
    || lpad(cast(coalesce(event_ordinal, 0) as string), 12, '0')
    || event_key
    {%- else -%}
    {{ exceptions.raise_compiler_error("event_order() knows no '" ~ entity ~ "'") }}
    {%- endif -%}
{%- endmacro %}
