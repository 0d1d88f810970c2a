{#-
    A cell of text as a person would have meant it.

    x: SQL expression of text → text or null. NUL characters are taken out, blanks of every kind
    folded and trimmed, the spreadsheet's leading apostrophe taken off ('02116) but not a name's
    ('t Hart, 's-Hertogenbosch); null words become null.
-#}
{% macro clean_text(x) -%}
    {%- set noise = "'^\\x27*(?:" ~ null_words() ~ ")$|^\\x27+([^ts\\x27]|[ts][^ -]|$)'" -%}
    nullif({{ regexp_replace_all(fold_blanks(x), noise, "'\\1'") }}, '')
{%- endmacro %}
