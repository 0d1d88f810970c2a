{#-
    How often a chi-square variable is above x: the finite sums for whole degrees of freedom
    (Abramowitz and Stegun 26.4.4 and 26.4.5).

    x: SQL expression of a double of 0 or more; df: of a whole number from 1 to 40; both best
    columns → double, null outside.
-#}
{% macro chi_square_tail(x, df) -%}
    {%- set sums = namespace(odd='1', even='1') -%}
    {%- for term in range(19, 0, -1) -%}
        {%- set sums.odd = '1 + case when ' ~ df ~ ' > ' ~ (2 * term + 1) ~ ' then ' ~ x ~ ' / '
            ~ (2 * term + 1) ~ ' * (' ~ sums.odd ~ ') else 0 end' -%}
        {%- set sums.even = '1 + case when ' ~ df ~ ' > ' ~ (2 * term) ~ ' then ' ~ x ~ ' / '
            ~ (2 * term) ~ ' * (' ~ sums.even ~ ') else 0 end' -%}
    {%- endfor -%}
    (case
        when not ({{ x }} >= 0 and {{ df }} between 1 and 40) then null
        when {{ df }} % 2 = 0 then exp(-{{ x }} / 2) * ({{ sums.even }})
        when {{ df }} = 1 then 2 * {{ normal_tail('sqrt(' ~ x ~ ')') }}
        else 2 * {{ normal_tail('sqrt(' ~ x ~ ')') }}
            + exp(-{{ x }} / 2) * sqrt(2 * {{ x }} / pi()) * ({{ sums.odd }})
    end)
{%- endmacro %}
