{#-
    The value of Student's distribution as rare as z is in the normal one: 2.0 at 60 degrees where
    z is 1.96.

    The series of Cornish and Fisher (Abramowitz and Stegun 26.7.5): at z = 1.96 right to 1e-5 from
    10 degrees on, to 1e-7 from 30.

    z: SQL expression of a double; df: of a double above 0; both best columns → double.
-#}
{% macro student_quantile(z, df) -%}
    {%- set square = '(' ~ z ~ ' * ' ~ z ~ ')' -%}
    ({{ z }} * (1
        + ({{ polynomial(square, [1, 1]) }} / 4
        + ({{ polynomial(square, [5, 16, 3]) }} / 96
        + ({{ polynomial(square, [3, 19, 17, -15]) }} / 384
        + {{ polynomial(square, [79, 776, 1482, -1920, -945]) }} / 92160
        / {{ df }}) / {{ df }}) / {{ df }}) / {{ df }}))
{%- endmacro %}
