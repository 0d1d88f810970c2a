{#-
    The number of the flat in an address line: 3 in 'Flat 3, 12 Mill Road', in '3/12 Mill Road' and
    in '12 Mill Road, Apt. 3'; b in 'Unit B'.

    x: SQL expression of text → lower case text, null where the line names no flat.
-#}
{% macro flat_number(x) -%}
    {%- set line = 'lower(' ~ x ~ ')' -%}
    coalesce(
        {{ regexp_group(line, "'" ~ flat_pattern() ~ "'", 1) }},
        {{ regexp_group(line, "'^ *([0-9]+[a-z]?) ?/ ?[0-9]'", 1) }}
    )
{%- endmacro %}
