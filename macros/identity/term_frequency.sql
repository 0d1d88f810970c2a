{#-
    How usual a name is; one that is not in the seed is rarer than any in it.

    x: SQL expression of a frequency of match_term_frequencies, or null → double.
-#}
{% macro term_frequency(x) -%}
    coalesce({{ x }}, 1e-5)
{%- endmacro %}
