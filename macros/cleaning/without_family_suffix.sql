{#-
    A family name without what family_suffix finds behind it: 'Smith, Jr.' is 'Smith'.

    x: SQL expression of text → text.
-#}
{% macro without_family_suffix(x) -%}
    {{ regexp_replace_all(x, family_suffix_pattern(), "''") }}
{%- endmacro %}
