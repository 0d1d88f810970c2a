{#-
    The most that one comparison of a pair can weigh, in bits, as far as prints tell: that of the
    first level it may have, or of any below it. For use inside promising_pairs.

    comparison: one of match_comparisons.
-#}
{% macro most_weight(comparison) -%}
    {%- set top = comparison.levels | length -%}
    case
        when {{ comparison.plainly_null_when or comparison.null_when }} then 0
        {%- if comparison.may_be_null_when %}
        when {{ comparison.may_be_null_when }} then greatest(0, weights.{{ comparison.name }}_{{ top }})
        {%- endif %}
        {%- for level in comparison.levels %}
        when {{ level.possible_when or level.condition }}
            then weights.{{ comparison.name }}_{{ top - loop.index0 }}
            {%- if loop.first and comparison.term %} + {{ rarity_weight(
                comparison.frequency ~ '_l',
                'weights.' ~ comparison.name ~ '_u_probability',
                'weights.' ~ comparison.name ~ '_smallest_frequency',
            ) }}
            {%- endif %}
        {%- endfor %}
        else weights.{{ comparison.name }}_0
    end
{%- endmacro %}
