{#-
    A text without NUL characters, its blanks of every kind folded to one and trimmed.

    x: SQL expression → text, possibly empty.
-#}
{% macro fold_blanks(x) -%}
    {%- set without_nul = 'replace(' ~ x ~ ', ' ~ chr_null() ~ ", '')" -%}
    trim({{ regexp_replace_all(without_nul, "'[" ~ blank_class() ~ "]+'", "' '") }})
{%- endmacro %}
