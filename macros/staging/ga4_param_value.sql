{#-
    The value of a GA4 parameter as text, from whichever of its four slots holds it: one key uses
    different slots in different events (session_engaged as '1' and as 1, value as 53 and as 53.5).

    param: SQL expression of a {key, value} struct → text or null.
-#}
{% macro ga4_param_value(param) -%}
    coalesce(
        {{ param }}.value.string_value,
        cast({{ param }}.value.int_value as string),
        cast({{ param }}.value.double_value as string),
        cast({{ param }}.value.float_value as string)
    )
{%- endmacro %}
