{#-
    Whether a pattern is found anywhere in a text.

    x, pattern: SQL expressions (see regexp_replace_all for patterns) → boolean, null when x is.
-#}
{% macro regexp_matches(x, pattern) -%}
    {{ adapter.dispatch('regexp_matches', 'weft')(x, pattern) }}
{%- endmacro %}

{% macro duckdb__regexp_matches(x, pattern) -%}
    regexp_matches({{ x }}, {{ raw_literal(pattern) }})
{%- endmacro %}

{% macro spark__regexp_matches(x, pattern) -%}
    ({{ x }} rlike {{ raw_literal(pattern) }})
{%- endmacro %}
