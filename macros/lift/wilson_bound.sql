{#-
    One end of the interval of a share by its score (E. B. Wilson, JASA 22, 1927).

    share, count: SQL expressions of doubles, the share seen and of how many; z: of the normal
    quantile of the level; sign: '-' for the lower end, '+' for the upper → double.
-#}
{% macro wilson_bound(share, count, z, sign) -%}
    (({{ share }} + {{ z }} * {{ z }} / (2 * {{ count }}) {{ sign }} {{ z }} * sqrt(
        {{ share }} * (1 - {{ share }}) / {{ count }}
        + {{ z }} * {{ z }} / (4 * {{ count }} * {{ count }})
    )) / (1 + {{ z }} * {{ z }} / {{ count }}))
{%- endmacro %}
