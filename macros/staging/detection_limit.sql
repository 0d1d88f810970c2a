{#- The limit of a rule in the seed detection_limits, as a scalar. rule: its name, plain text. -#}
{% macro detection_limit(rule) -%}
    (select max(limit_value) from {{ ref('detection_limits') }} where rule_name = '{{ rule }}')
{%- endmacro %}
