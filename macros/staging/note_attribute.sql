{#-
    One value of a cell of `key: value` lines, as shop themes keep their order attributes.

    x: SQL expression of text; key: plain text, any case → text, null when the key is absent.
-#}
{% macro note_attribute(x, key) -%}
    {{ regexp_group(x, "'(?i)(?:^|\\n) *" ~ key ~ " *: *([^\\r\\n]+)'", 1) }}
{%- endmacro %}
