{#-
    Whether two names may be one person's: one family and one initial, or each in the other's field.

    this, that: relations with given_key and family_key (name_key) → boolean. What is unknown fits
    everything.
-#}
{% macro may_be_one_name(this, that) -%}
    coalesce(
        left({{ this }}.given_key, 1) = left({{ that }}.given_key, 1)
        and {{ same_family(this ~ '.family_key', that ~ '.family_key') }}
        or {{ same_family(this ~ '.family_key', that ~ '.given_key') }}
        or {{ same_family(this ~ '.given_key', that ~ '.family_key') }},
        true
    )
{%- endmacro %}
