{#-
    A pattern as the engine's own literal: Spark reads backslashes in plain literals as escapes, so
    there it becomes a raw one. Anything but a literal (a column, say) passes unchanged.

    A quote inside a pattern is written \x27, since raw literals know no doubled quotes.
-#}
{% macro raw_literal(pattern) -%}
    {{ adapter.dispatch('raw_literal', 'weft')(pattern | trim) }}
{%- endmacro %}

{% macro duckdb__raw_literal(pattern) -%}
    {{ pattern }}
{%- endmacro %}

{% macro spark__raw_literal(pattern) -%}
    {{ 'r' ~ pattern if pattern.startswith("'") else pattern }}
{%- endmacro %}
