{#-
    An address line as comparisons see it: lower case, accents off, street words spelt out,
    words for a dwelling off, letters and digits only; '12 Mill Rd.' and '12, Mill Road' are both
    '12millroad'.

    x: SQL expression of text → text, null when nothing is left.
-#}
{% macro address_key(x) -%}
    {%- set words = {
        'rd': 'road', 'st': 'street', 'str': 'street', 'ave': 'avenue', 'av': 'avenue',
        'ln': 'lane', 'dr': 'drive', 'ct': 'court', 'cl': 'close', 'cres': 'crescent',
        'gdns': 'gardens', 'tce': 'terrace', 'terr': 'terrace', 'sq': 'square', 'pl': 'place',
        'blvd': 'boulevard',
    } -%}
    {#- 'Flat 3, 12 Mill Road' is written '3/12 Mill Road' too. -#}
    {%- set units = ['flat', 'apt', 'apartment', 'unit'] -%}
    {%- set line = namespace(x=regexp_replace_all(
        "' ' || lower(" ~ strip_accents(x) ~ ") || ' '", "'[^a-z0-9]+'", "' '"
    )) -%}
    {%- for unit in units -%}
        {%- set line.x = 'replace(' ~ line.x ~ ", ' " ~ unit ~ " ', ' ')" -%}
    {%- endfor -%}
    {%- for short, full in words.items() -%}
        {%- set line.x = 'replace(' ~ line.x ~ ", ' " ~ short ~ " ', ' " ~ full ~ " ')" -%}
    {%- endfor -%}
    nullif(replace({{ line.x }}, ' ', ''), '')
{%- endmacro %}
