{#- The whole table of a renewed model, for macro renewed to ask; name: as for macro touched. -#}
{% macro rows_of(name) -%}
    {%- if not execute %}{% do ref(name) %}{% endif -%}
    {{ return('identity.' ~ name) }}
{%- endmacro %}
