{#-
    The number printed for the customer who was given the nth key, as 4821-0937-52: eight digits
    that do not tell n, and two check digits (macro check_digits).

    issue_number: SQL expression, bigint, from 1 on. Result: text. Different n have different
    numbers up to the 89,999,998th; the one after repeats the first, which the key test of
    customer_references stops.

    Two steps that no two numbers leave equal scramble the order: multiply and add modulo a prime;
    then the third power, which modulo a prime is a permutation when 3 does not divide the prime
    less one. No product exceeds 63 bits. The first digit is never 0, which spreadsheets drop.
-#}
{% macro customer_reference(issue_number) -%}
    {%- set prime = '89999999' -%}
    {%- set shuffled = '((' ~ issue_number ~ ') * 52711337 + 31847621) % ' ~ prime -%}
    {%- set cubed = '(' ~ shuffled ~ ') * (' ~ shuffled ~ ') % ' ~ prime ~ ' * (' ~ shuffled ~ ') % ' ~ prime -%}
    {%- set payload = '(10000000 + ' ~ cubed ~ ')' -%}
    {{ regexp_replace_all(
        'cast(' ~ payload ~ ' as ' ~ string_type() ~ ') || ' ~ check_digits(payload),
        "'^(.{4})(.{4})'", "'\\1-\\2-'"
    ) }}
{%- endmacro %}
