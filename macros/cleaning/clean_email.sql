{#-
    An e-mail address, lower case: blanks, `mailto:`, angle brackets with the name before them, and
    trailing dots, commas and quotes off.

    x: SQL expression of text → address, null unless exactly one @ stands in it and a dot within
    the domain. Plus tags stay: they reach the same person but are part of the address.
-#}
{% macro clean_email(x) -%}
    {%- set tight = regexp_replace_all('lower(' ~ x ~ ')', "'[" ~ blank_class() ~ "]+'", "''") -%}
    {%- set marks = '@<>()\\[\\],:;"' -%}
    {%- set domain = '(?:[^\\x27.' ~ marks ~ ']+\\.)+[^\\x27.0-9' ~ marks ~ ']{2,}' -%}
    {%- set address = '[^' ~ marks ~ ']+@' ~ domain -%}
    {%- set before, after = '(?:[^@<]*<|["\\x27(]+)?(?:mailto:)?', '[.,;:>)\\x27"]*' -%}
    {{ regexp_group(tight, "'^" ~ before ~ '(' ~ address ~ ')' ~ after ~ "$'", 1) }}
{%- endmacro %}
