{#-
    An amount as exports write them: £1,020.50, -$45.00, (15.00), 15.00-, USD 12, 1'020.50,
    1,23,456.78.

    x: SQL expression of text; decimal_comma: whether the source writes 1.020,50 → decimal(18, 2),
    null when it is no amount. Under decimal points one or two digits after a comma (12,50) are
    refused, not taken for thousands: better no amount than one a hundred times too large.
-#}
{% macro money(x, decimal_comma=false) -%}
    {%- set from, to = ('.,−', ',.-') if decimal_comma else ('−', '-') -%}
    {%- set text = "translate(cast(" ~ x ~ " as string), '" ~ from ~ "', '" ~ to ~ "')" -%}
    {%- set number = replace_in_turn(text, [
        (',[0-9]{1,2}(?:[^0-9.,]|$)', '?'),
        ('[,£$€¥₹_\\x27’' ~ blank_class() ~ ']+', ''),
        ('^([-(]?)[A-Za-z]{2,3}([-(]?)|[A-Za-z]{2,3}([)-]?)$', '\\1\\2\\3'),
        ('^(?:\\((.*)\\)|(.*)-)$', '-\\1\\2'),
    ]) -%}
    {{ try_decimal(number) }}
{%- endmacro %}
