{#-
    How often a standard normal variable is above x: P(Z > x), to 1e-14 of itself up to x = 7 and to
    1e-8 of itself up to 37.

    Hart's rational function near the middle, a continued fraction from 7.07 on (J. F. Hart,
    Computer Approximations, 1968, as G. West gives it in Wilmott 2005).

    x: SQL expression of a double, best a column since it is written out often → double. The
    cumulative function is the tail of -x.
-#}
{% macro normal_tail(x) -%}
    {%- set upper = [
        3.52624965998911e-02, 0.700383064443688, 6.37396220353165, 33.912866078383,
        112.079291497871, 221.213596169931, 220.206867912376,
    ] -%}
    {%- set lower = [
        8.83883476483184e-02, 1.75566716318264, 16.064177579207, 86.7807322029461,
        296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752,
    ] -%}
    {%- set distance = 'abs(' ~ x ~ ')' -%}
    {%- set one_side -%}
        case
            when {{ distance }} > 37 then 0e0
            when {{ distance }} < 7.07106781186547e0
                then exp(-{{ distance }} * {{ distance }} / 2)
                    * {{ polynomial(distance, upper) }} / {{ polynomial(distance, lower) }}
            else exp(-{{ distance }} * {{ distance }} / 2) / (2.506628274631e0
                * ({{ distance }} + 1 / ({{ distance }} + 2 / ({{ distance }} + 3
                / ({{ distance }} + 4 / ({{ distance }} + 0.65e0))))))
        end
    {%- endset -%}
    (case when {{ x }} >= 0 then {{ one_side }} else 1 - {{ one_side }} end)
{%- endmacro %}
