{#-
    Whether a comma-joined list of tags holds one, in any case.

    tags: SQL expression of text; tag: the tag, as plain text → boolean, never null.
-#}
{% macro has_tag(tags, tag) -%}
    coalesce({{ regexp_matches('lower(' ~ tags ~ ')', "'(?:^|,) *" ~ tag ~ " *(?:,|$)'") }}, false)
{%- endmacro %}
