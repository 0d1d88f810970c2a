{#-
    What agreement in a name weighs more, in bits, the rarer the name is, and less the more frequent;
    0 where the weights know no frequencies.

    frequency: of the name, null when it is rarer than any that is known; u_probability,
    smallest_frequency: of the weight (seed match_weights). All SQL expressions.
-#}
{% macro rarity_weight(frequency, u_probability, smallest_frequency) -%}
    case
        when {{ smallest_frequency }} is not null then log2(
            {{ u_probability }} / greatest({{ frequency }}, {{ smallest_frequency }})
        )
        else 0
    end
{%- endmacro %}
