{#-
    An order number as it is compared: upper case, without the leading # that some systems drop.

    x: SQL expression of text → text, null when empty.
-#}
{% macro order_number(x) -%}
    nullif({{ regexp_replace_all('upper(' ~ clean_id(x) ~ ')', "'^#+'", "''") }}, '')
{%- endmacro %}
