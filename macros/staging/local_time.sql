{#-
    The clock reading in a text, whatever zone it was read in: an offset after it is ignored.

    x: SQL expression of text; locale: of a source's date_locale → naive timestamp, null when it is
    none. A bare date is its midnight.
-#}
{% macro local_time(x, locale) -%}
    {{ local_timestamp(
        regexp_replace_all(
            'trim(' ~ x ~ ')', "'(:[0-9]{2}) *(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})$'", "'\\1'"
        ),
        locale,
    ) }}
{%- endmacro %}
