{#-
    What stands behind a family name in its own field: 'Smith, Jr.' has 'Jr', 'Senior' nothing.

    x: SQL expression of text → text or null.
-#}
{% macro family_suffix(x) -%}
    {{ regexp_group(x, family_suffix_pattern(), 1) }}
{%- endmacro %}
