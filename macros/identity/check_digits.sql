{#-
    The two check digits of a number, ISO 7064 MOD 97-10: the number with them behind it leaves 1
    when divided by 97. Any one digit that is wrong, and any two neighbours that changed places,
    leave something else.

    number: SQL expression, a whole number. Result: text of two digits.
-#}
{% macro check_digits(number) -%}
    lpad(cast(98 - (({{ number }}) * 100) % 97 as {{ string_type() }}), 2, '0')
{%- endmacro %}
