{#-
    The standard normal value that is as rare as t is in Student's distribution, both taken as
    distances from 0; its normal_tail, twice, is the two-sided p-value.

    G. W. Hill, Algorithm 395, Communications of the ACM 13 (1970), for any degrees of freedom,
    whole or not. The probability is right to 1e-7 from 6 degrees on, to 1e-8 from 8.

    t: SQL expression of a double; df: of a double above 1; both best columns → double, 0 or more.
-#}
{% macro student_deviate(t, df) -%}
    {%- set centre = '(' ~ df ~ ' - 0.5e0)' -%}
    {%- set scale = '(48e0 * ' ~ centre ~ ' * ' ~ centre ~ ')' -%}
    {%- set y = '(' ~ centre ~ ' * ln(1 + ' ~ t ~ ' * ' ~ t ~ ' / ' ~ df ~ '))' -%}
    ((({{ polynomial(y, [-0.4, -3.3, -24.0, -85.5]) }} / (0.8e0 * {{ y }} * {{ y }} + 100
        + {{ scale }}) + {{ y }} + 3) / {{ scale }} + 1) * sqrt({{ y }}))
{%- endmacro %}
