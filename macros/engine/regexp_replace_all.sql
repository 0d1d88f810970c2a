{#-
    Every match of a pattern replaced.

    x, pattern, replacement: SQL expressions → text; null when x is. Groups of a literal
    replacement are written \1 to \9. The pattern must be in what RE2 and Java share: no look
    around, a quote as \x27, a code point as \x{a0}. Jinja reads escapes in its own strings, so
    there every backslash is doubled: "'([0-9]+)\\.0$'", "'\\1'". The linter, which sets the var
    `linting`, is given x alone.
-#}
{% macro regexp_replace_all(x, pattern, replacement) -%}
    {%- if var('linting', false) -%}
        {{ x }}
    {%- else -%}
        {{ adapter.dispatch('regexp_replace_all', 'weft')(x, pattern, replacement) }}
    {%- endif -%}
{%- endmacro %}

{% macro duckdb__regexp_replace_all(x, pattern, replacement) -%}
    regexp_replace({{ x }}, {{ raw_literal(pattern) }}, {{ replacement }}, 'g')
{%- endmacro %}

{#- Java writes groups as $1, and a dollar sign as \$. -#}
{% macro spark__regexp_replace_all(x, pattern, replacement) -%}
    {%- set java = replacement | replace('\\', '\0') | replace('$', '\\$') | replace('\0', '$') -%}
    regexp_replace({{ x }}, {{ raw_literal(pattern) }}, {{ raw_literal(java) }})
{%- endmacro %}
