{#-
    A card number as it is compared: letters and digits only, however it was printed or typed.

    x: SQL expression of text → upper-case text, null when nothing is left.
-#}
{% macro clean_card_no(x) -%}
    nullif({{ regexp_replace_all('upper(' ~ clean_id(x) ~ ')', "'[^A-Z0-9]+'", "''") }}, '')
{%- endmacro %}
