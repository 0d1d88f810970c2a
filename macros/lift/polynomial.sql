{#-
    A polynomial by Horner's rule.

    x: SQL expression of a double; coefficients: list of numbers, that of the highest power first.
-#}
{% macro polynomial(x, coefficients) -%}
    {%- set sum = namespace(sql='cast(' ~ coefficients[0] ~ ' as ' ~ double_type() ~ ')') -%}
    {%- for coefficient in coefficients[1:] -%}
        {%- set sum.sql = '(' ~ sum.sql ~ ' * ' ~ x ~ ' + cast(' ~ coefficient ~ ' as '
            ~ double_type() ~ '))' -%}
    {%- endfor -%}
    {{ sum.sql }}
{%- endmacro %}
