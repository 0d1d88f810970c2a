{#-
    A telephone number as E.164 text (+447700900123), null when it is none.

    x: SQL expression of text; country: of an ISO-2 code, upper case; null takes the default
    country. Reads +, 00 and (from the US) 011, trunk zeros lost, doubled or in brackets,
    punctuation, labels, extensions (dropped), and numbers that went through a float as long as
    every digit is there: 4.47700900123E+11 is a number, the rounded 4.47701E+11 is not. A number
    with an international prefix keeps its own country, whether that has a rule or not.

    The country stands before the digits (GB:07700900123), so that each step is one pattern over
    one text and nothing is computed twice. `~` stands for (0), and `=` before a number that fits.
-#}
{% macro clean_phone(x, country) -%}
    {%- set label = '^[\\x27 ]*[A-Za-z][A-Za-z .]*[:. ]' -%}
    {%- set extension = '[,; ]*(?:ext?[.:]?|extension|x|#) *[0-9]+ *$' -%}
    {%- set mantissas = ['([0-9]{9})E\\+?0?9', '([0-9]{10})E\\+?10', '([0-9]{11})E\\+?11',
        '([0-9]{12})E\\+?12', '([0-9]{13})E\\+?13'] | join('|') -%}
    {%- set digits = replace_in_turn('cast(' ~ x ~ ' as string)', [
        ('(?i)' ~ label ~ '|' ~ extension, ''),
        ('(?i)^ *([0-9])[.,](?:' ~ mantissas ~ ') *$|\\.0$', '\\1\\2\\3\\4\\5\\6'),
        ('\\( *0 *\\)', '~'),
        ('[-–—./()\\x27’' ~ blank_class() ~ ']+', ''),
    ]) -%}
    {%- set home = 'coalesce(' ~ country ~ ", '" ~ var('weft_default_country') ~ "')" -%}
    {%- set steps = [('^(?:[A-Z]*:(?:\\+|00)|(?:US|CA):011)', '+')] -%}
    {%- for rule in phone_rules() -%}
        {%- set written = rule.countries ~ '):' ~ rule.bare ~ '|\\+' ~ rule.code ~ '[0~]?' -%}
        {%- do steps.append(
            ('^(?:(?:' ~ written ~ ')(' ~ rule.number ~ ')$', '=' ~ rule.code ~ '\\1')
        ) -%}
    {%- endfor -%}
    {%- set elsewhere = '(?:[25-9][0-9]|3[0-246-9]|35[0-24-9]|4[0-35-8])[0-9]?' -%}
    {%- do steps.append(('^\\+(' ~ elsewhere ~ ')~?([0-9]{5,11})$', '=\\1\\2')) -%}
    {%- set phone = replace_in_turn(home ~ " || ':' || " ~ digits, steps) -%}
    ('+' || {{ regexp_group(phone, "'^=([0-9]+)$'", 1) }})
{%- endmacro %}
