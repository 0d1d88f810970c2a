{#-
    Whether two family names (name_key) may be one family's: equal, or one part of the other, as
    Lee and Lee-Ford are.

    this, that: SQL expressions of text → boolean, null when either is unknown.
-#}
{% macro same_family(this, that) -%}
    (
        {{ this }} = {{ that }}
        or least(length({{ this }}), length({{ that }})) >= 3
        and (
            starts_with({{ this }}, {{ that }}) or ends_with({{ this }}, {{ that }})
            or starts_with({{ that }}, {{ this }}) or ends_with({{ that }}, {{ this }})
        )
    )
{%- endmacro %}
