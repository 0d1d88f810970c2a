{#-
    A quoted field of a web server's log as it was sent: Apache writes a quote as \", nginx as \x22,
    and a dash stands for nothing.

    x: SQL expression of the field → text, null for nothing.
-#}
{% macro log_text(x) -%}
    nullif(replace(replace({{ x }}, chr(92) || '"', '"'), chr(92) || 'x22', '"'), '-')
{%- endmacro %}
