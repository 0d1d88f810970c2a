{#-
    A text after several replacements by pattern, one within the other, so that the text is written
    and computed once.

    x: SQL expression; steps: list of (pattern, replacement) as plain text, see regexp_replace_all
    → text.
-#}
{% macro replace_in_turn(x, steps) -%}
    {%- set text = namespace(x=x) -%}
    {%- for pattern, replacement in steps -%}
        {%- set text.x = regexp_replace_all(
            text.x, "'" ~ pattern ~ "'", "'" ~ replacement ~ "'"
        ) -%}
    {%- endfor -%}
    {{ text.x }}
{%- endmacro %}
