{#-
    The part of a text that a group of a pattern's first match holds; group 0 is the whole match.

    x, pattern: SQL expressions (see regexp_replace_all for patterns); group: int → text, null
    when x is, and also when nothing matches or the group is empty.
-#}
{% macro regexp_group(x, pattern, group=0) -%}
    {{ adapter.dispatch('regexp_group', 'weft')(x, pattern, group) }}
{%- endmacro %}

{% macro default__regexp_group(x, pattern, group=0) -%}
    nullif(regexp_extract({{ x }}, {{ raw_literal(pattern) }}, {{ group }}), '')
{%- endmacro %}
