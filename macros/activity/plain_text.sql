{#-
    A text as patterns of seeds/topic_rules.csv meet it: lower case, no accents, words alone, a
    blank before and after each.

    x: SQL expression → text, null where it has no word.
-#}
{% macro plain_text(x) -%}
    ' ' || nullif(trim({{ regexp_replace_all(
        strip_accents('lower(' ~ x ~ ')'), "'[^\\p{L}\\p{N}]+'", "' '"
    ) }}), '') || ' '
{%- endmacro %}
