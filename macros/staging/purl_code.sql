{#-
    The code of a personal address as it is compared: lower case, letters and digits only. People
    retype what they read on paper: other case, dots, a full stop or comma at the end, %20.

    x: SQL expression of the code, decoded → text, null when no letter or digit is left.
-#}
{% macro purl_code(x) -%}
    nullif({{ regexp_replace_all('lower(' ~ x ~ ')', "'[^a-z0-9]+'", "''") }}, '')
{%- endmacro %}
