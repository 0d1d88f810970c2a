{#-
    What stands behind the @ of an address.

    x: SQL expression of text → text, null where there is no @.
-#}
{% macro email_domain(x) -%}
    {{ regexp_group(x, "'@(.*)$'", 1) }}
{%- endmacro %}
