{#-
    A date or time as a person's settings wrote it, read by the locale of the source.

    x: SQL expression of text; locale: of a source's date_locale ('dmy', 'mdy' or 'iso'), which
    decides what 03/04/2026 means; unless given, the column that settled rows carry → naive
    timestamp, null when nothing fits. ISO forms, compact dates (20260901) and names of months are
    read in every locale.
-#}
{% macro local_timestamp(x, locale='source_locale') -%}
    {%- set plain = [
        '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%d',
        '%Y-%m-%d %H:%M:%S.%f', '%Y-%m-%dT%H:%M:%S.%f', '%Y%m%d',
        '%b %d, %Y %I:%M:%S %p', '%b %d, %Y %I:%M %p', '%b %d, %Y %H:%M:%S', '%b %d, %Y %H:%M',
        '%b %d, %Y', '%B %d, %Y %I:%M %p', '%B %d, %Y', '%d %b %Y %H:%M', '%d %b %Y', '%d %B %Y',
    ] -%}
    {%- set clocks = [' %I:%M:%S %p', ' %I:%M %p', ' %H:%M:%S', ' %H:%M', ''] -%}
    {%- set by_locale = {'mdy': [], 'dmy': []} -%}
    {%- for clock in clocks -%}
        {%- for year in ('%Y', '%y') -%}
            {%- do by_locale['mdy'].append('%m/%d/' ~ year ~ clock) -%}
            {%- do by_locale['dmy'].append('%d/%m/' ~ year ~ clock) -%}
        {%- endfor -%}
        {%- do by_locale['dmy'].extend(['%d.%m.%Y' ~ clock, '%d-%m-%Y' ~ clock]) -%}
    {%- endfor -%}
    {%- set text = "replace(" ~ regexp_replace_all(x, "'([0-9]), ([0-9]{1,2}:)'", "'\\1 \\2'")
        ~ ", ' at ', ' ')" -%}
    coalesce(
        {{ parse_timestamp(text, plain) }},
        case
            when {{ locale }} = 'mdy' then {{ parse_timestamp(text, by_locale['mdy']) }}
            else {{ parse_timestamp(text, by_locale['dmy']) }}
        end
    )
{%- endmacro %}
