{#-
    What one comparison of a pair weighs, in bits: its level's weight, and for equal names what they
    are rarer, or more frequent, than usual. For use inside weighed_profiles.
-#}
{% macro comparison_weight(comparison) -%}
    coalesce({{ comparison.name }}_weights.weight, 0)
    {%- if comparison.term %}
    + {{ rarity_weight(
        'compared.' ~ comparison.name ~ '_frequency',
        comparison.name ~ '_weights.u_probability',
        comparison.name ~ '_weights.smallest_frequency',
    ) }}
    {%- endif %}
{%- endmacro %}
