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
            left({{ this }}, length({{ that }})) = {{ that }}
            or right({{ this }}, length({{ that }})) = {{ that }}
            or left({{ that }}, length({{ this }})) = {{ this }}
            or right({{ that }}, length({{ this }})) = {{ this }}
        )
    )
{%- endmacro %}
