{#-
    Columns as they are, null in rows that are withheld.

    columns: their names; is_withheld: SQL, boolean → items of a select.
-#}
{% macro unless_withheld(columns, is_withheld='is_withheld') -%}
    {%- for column in columns %}
    case when not {{ is_withheld }} then {{ column }} end as {{ column }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}
