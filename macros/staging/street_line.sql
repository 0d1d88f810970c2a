{#-
    A line of a street that is written over several lines in one cell.

    x: SQL expression of text; line: 1 gives the first line, 2 all others, joined by commas.
-#}
{% macro street_line(x, line) -%}
    {%- set text = "replace(" ~ x ~ ", chr(13), '')" -%}
    {%- set first = 'split_part(' ~ text ~ ', chr(10), 1)' -%}
    {%- if line == 1 -%}
        {{ clean_text(first) }}
    {%- else -%}
        {{ clean_text(
            "replace(substr(" ~ text ~ ", length(" ~ first ~ ") + 2), chr(10), ', ')"
        ) }}
    {%- endif -%}
{%- endmacro %}
