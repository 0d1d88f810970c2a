{#- The source, as its files are landed, behind a source_system: `list:club` is of source lists. -#}
{% macro source_name(source_system) -%}
    case when {{ source_system }} like 'list:%' then 'lists' else {{ source_system }} end
{%- endmacro %}
