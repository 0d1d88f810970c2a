{#-
    How often a chi-square variable is above x: the finite sums for whole degrees of freedom
    (Abramowitz and Stegun 26.4.4 and 26.4.5).

    x: SQL expression of a double of 0 or more; df: of a whole number from 1 to 40; both best
    columns → double, null outside.
-#}
{% macro chi_square_tail(x, df) -%}
    {#- Term n is x^n over 3 * 5 * … or 2 * 4 * …, one beside the other: linters lose their way in
        sums nested so deep. -#}
    {%- set sums = namespace(odd='1', even='1', odd_product=1, even_product=1) -%}
    {%- for n in range(1, 20) -%}
        {%- set sums.odd_product = sums.odd_product * (2 * n + 1) -%}
        {%- set sums.even_product = sums.even_product * 2 * n -%}
        {%- set term = ' > {} then power(' ~ x ~ ', ' ~ n ~ ') / {}e0 else 0 end' -%}
        {%- set sums.odd = sums.odd ~ ' + case when ' ~ df
            ~ term.format(2 * n + 1, sums.odd_product) -%}
        {%- set sums.even = sums.even ~ ' + case when ' ~ df
            ~ term.format(2 * n, sums.even_product) -%}
    {%- endfor -%}
    (case
        when not ({{ x }} >= 0 and {{ df }} between 1 and 40) then null
        when {{ df }} % 2 = 0 then exp(-{{ x }} / 2) * ({{ sums.even }})
        when {{ df }} = 1 then 2 * {{ normal_tail('sqrt(' ~ x ~ ')') }}
        else 2 * {{ normal_tail('sqrt(' ~ x ~ ')') }}
            + exp(-{{ x }} / 2) * sqrt(2 * {{ x }} / pi()) * ({{ sums.odd }})
    end)
{%- endmacro %}
