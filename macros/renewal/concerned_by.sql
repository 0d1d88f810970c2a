{#- The keys that were concerned when a model was renewed, as SQL; name: as for macro touched. -#}
{% macro concerned_by(name) -%}
    {%- if not execute %}{% do ref(name) %}{% endif -%}
    {{ return('select concerned_key from renewal.concerned__' ~ name) }}
{%- endmacro %}
