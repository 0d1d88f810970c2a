{#-
    The number of the house in an address line, flats apart: 12 in 'Flat 3, 12 Mill Road' and in
    '3/12 Mill Road', 12a in '12A Mill Road', the first of 'Mill Road 12-14'.

    x: SQL expression of text → lower case text, null where the line has none; a post box is none.
-#}
{% macro house_number(x) -%}
    {%- set line = 'lower(' ~ x ~ ')' -%}
    {%- set number = '([0-9]+[a-z]?)(?:[^0-9a-z]|$)' -%}
    case
        when not {{ regexp_matches(line, "'\\bp[.]? ?o[.]? ?box\\b'") }}
            then coalesce(
                {{ regexp_group(line, "'^ *[0-9]+[a-z]? ?/ ?" ~ number ~ "'", 1) }},
                {{ regexp_group(
                    regexp_replace_all(line, "'" ~ flat_pattern() ~ "'", "' '"),
                    "'^(?:[^0-9]*[^0-9a-z])?" ~ number ~ "'",
                    1,
                ) }}
            )
    end
{%- endmacro %}
