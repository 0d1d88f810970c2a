{#- A record as a person would name it, `source:id`, with what is a mail address left out. -#}
{% macro record_reference(source_system, source_id) -%}
    coalesce({{ source_system }}, '(no source)') || ':' || case
        when {{ source_id }} like '%@%' then '(an address)'
        else coalesce({{ source_id }}, '(no id)')
    end
{%- endmacro %}
