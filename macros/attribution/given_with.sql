{#-
    What a touch gets of a whole. Rounded is what is given up to it, not what it gets: so what all
    touches of a path get sums to the whole exactly.

    shares: alias of a relation with part_before and part_with; whole: SQL expression; scale:
    decimals → decimal(18, scale).
-#}
{% macro given_with(shares, whole, scale) -%}
    cast(
        cast(round({{ whole }} * {{ shares }}.part_with, {{ scale }}) as decimal(18, {{ scale }}))
        - cast(
            round({{ whole }} * {{ shares }}.part_before, {{ scale }}) as decimal(18, {{ scale }})
        ) as decimal(18, {{ scale }})
    )
{%- endmacro %}
