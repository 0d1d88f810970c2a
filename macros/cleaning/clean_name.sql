{#-
    A person's or company's name: see clean_text. Accents and case are left as they are.

    x: SQL expression of text → text or null.
-#}
{% macro clean_name(x) -%}
    {{ clean_text(x) }}
{%- endmacro %}
