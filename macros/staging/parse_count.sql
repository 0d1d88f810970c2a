{#-
    A whole number in any language's writing: 10,500, 10.500, 10 500 and 10500.00 are the same.

    x: SQL expression of text → bigint, null when no digit is in it.
-#}
{% macro parse_count(x) -%}
    {%- set digits = regexp_replace_all(x, "'[.,][0-9]{1,2}$|[^0-9]+'", "''") -%}
    try_cast(nullif({{ digits }}, '') as bigint)
{%- endmacro %}
