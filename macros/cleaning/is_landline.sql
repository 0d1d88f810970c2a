{#-
    Whether a phone number is a landline by its prefix, in the plans that tell the two apart.

    x: SQL expression of an E.164 number → boolean; null for null.
-#}
{% macro is_landline(x) -%}
    {{ regexp_matches(x, "'^[+](44[1238]|353[124569]|33[1-589]|49([2-9]|1[0-4]))'") }}
{%- endmacro %}
