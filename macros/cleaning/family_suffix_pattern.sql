{#- The pattern of what stands behind a family name in its own field, the first group the word. -#}
{% macro family_suffix_pattern() -%}
    {{ return("'(?i)[ ,]+(" ~ name_suffixes() ~ "|junior|senior)[.]?$'") }}
{%- endmacro %}
