{#-
    How much more usual one name is than another.

    this, that: relations of match_term_frequencies, joined from the left → double.
-#}
{% macro term_ratio(this, that) -%}
    {{ term_frequency(this ~ '.frequency') }} / {{ term_frequency(that ~ '.frequency') }}
{%- endmacro %}
