{#-
    The first of two phone numbers that is a mobile by its prefix; sources disagree
    on which field holds which. A number of a plan that does not tell them apart counts as a mobile.

    x, y: SQL expressions of E.164 numbers → text, or null.
-#}
{% macro first_mobile(x, y) -%}
    coalesce(
        case when not {{ is_landline(x) }} then {{ x }} end,
        case when not {{ is_landline(y) }} then {{ y }} end
    )
{%- endmacro %}
