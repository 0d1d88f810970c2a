{#-
    The first of two phone numbers that is a landline by its prefix.

    x, y: SQL expressions of E.164 numbers → text, or null.
-#}
{% macro first_landline(x, y) -%}
    coalesce(
        case when {{ is_landline(x) }} then {{ x }} end,
        case when {{ is_landline(y) }} then {{ y }} end
    )
{%- endmacro %}
