{#-
    A source's identifier: blanks, NUL characters and apostrophes taken out wherever they stand,
    the `.0` of an id that went through a float off, null words to null. Case is kept.

    x: SQL expression → text or null.
-#}
{% macro clean_id(x) -%}
    {%- set tight = regexp_replace_all(
        'cast(' ~ x ~ ' as string)', "'[\\x27`’" ~ blank_class() ~ "]+'", "''"
    ) -%}
    {%- set noise = "'^(?:" ~ (null_words() | replace(' ', '')) ~ ")$|^([0-9]+)\\.0$'" -%}
    nullif({{ regexp_replace_all(tight, noise, "'\\1'") }}, '')
{%- endmacro %}
