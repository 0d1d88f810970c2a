{#-
    The words by which exports say "nothing here", as the inside of a pattern's ( ).

    Seen in CRM, till and analytics exports: 'Info Requested' stands in the family name of leads,
    '(not set)' is GA4's, '--' Zoom's. 'NA' is not among them: it is a surname and a country code.
-#}
{% macro null_words() -%}
    {%- set words = [
        '#?n/a', 'null', 'none', 'nil', 'undefined', 'unknown', 'not known', 'missing', 'empty',
        'blank', 'no data', 'tbc', 'tbd', 'not provided', 'not given', 'not set', 'not specified',
        'info requested', 'redacted', '[-–—_.?*#]+',
    ] -%}
    (?i)[\[(<]?(?:{{ words | join('|') }})[\])>]?
{%- endmacro %}
