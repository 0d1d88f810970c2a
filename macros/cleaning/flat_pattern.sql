{#- The pattern of a flat in a lower case address line, its number the first group. -#}
{% macro flat_pattern() -%}
    {{ return('\\b(?:flat|apt|apartment|unit|suite)[.]? *(?:no[.]? *)?#?([0-9]+[a-z]?|[a-z])\\b') }}
{%- endmacro %}
