{#-
    What stands behind a family name in its own field: 'Smith, Jr.' has 'Jr', 'Senior' nothing.

    x: SQL expression of text → text or null.
-#}
{% macro family_suffix(x) -%}
    {{ regexp_group(x, "'(?i)[ ,]+(" ~ name_suffixes() ~ "|junior|senior)[.]?$'", 1) }}
{%- endmacro %}
