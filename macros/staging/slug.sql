{#-
    A title as it stands in a file name: lower case, letters and digits, anything else one hyphen.

    x: SQL expression of text → text, possibly empty.
-#}
{% macro slug(x) -%}
    trim({{ regexp_replace_all('lower(' ~ strip_accents(x) ~ ')', "'[^a-z0-9]+'", "'-'") }}, '-')
{%- endmacro %}
