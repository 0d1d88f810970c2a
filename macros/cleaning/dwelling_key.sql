{#-
    One key for a dwelling, however its address was written: address lines spelt out, flat and
    house number kept, postcode without blanks and leading zeros, which spreadsheets lose.

    line_1, line_2, postcode: SQL expressions of text → text, null without line or postcode.
-#}
{% macro dwelling_key(line_1, line_2, postcode) -%}
    {{ regexp_replace_all("upper(replace(" ~ postcode ~ ", ' ', ''))", "'^0+'", "''") }} || ' '
    || {{ address_key("concat_ws(' ', " ~ line_1 ~ ", " ~ line_2 ~ ")") }}
{%- endmacro %}
