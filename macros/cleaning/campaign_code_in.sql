{#-
    The campaign code found anywhere in a text, upper case: a key code, a file name, a campaign's
    title, a UTM value or a link's path.

    x: SQL expression of text → code such as EM26W14F (channel prefix, year, wave, brand letter),
    the first where several stand; null when none does.
-#}
{% macro campaign_code_in(x) -%}
    {%- set prefixes = 'DM|CA|EM|SM|PS|SO|DI|EV|WB|TM' -%}
    {%- set code = '((?:' ~ prefixes ~ ')[0-9]{2}[A-Z0-9]{2,8})' -%}
    {{ regexp_group('upper(' ~ x ~ ')', "'(?:^|[^A-Z0-9])" ~ code ~ "(?:[^A-Z0-9]|$)'", 1) }}
{%- endmacro %}
