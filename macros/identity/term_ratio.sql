{#-
    How much more usual one name is than another.

    this, that: relations of match_term_frequencies, joined from the left. A name that is not in
    the seed is rarer than any in it. Result: double.
-#}
{% macro term_ratio(this, that) -%}
    coalesce({{ this }}.frequency, 1e-5) / coalesce({{ that }}.frequency, 1e-5)
{%- endmacro %}
