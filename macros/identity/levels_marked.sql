{#-
    The numbers of a comparison's levels that carry a mark, such as is_conflict or is_name.

    comparison: one of match_comparisons. mark: name of the mark → list of numbers.
-#}
{% macro levels_marked(comparison, mark) %}
    {%- set numbers = [] %}
    {%- for level in comparison.levels %}
    {%- if level[mark] %}
    {%- do numbers.append(comparison.levels | length - loop.index0) %}
    {%- endif %}
    {%- endfor %}
    {{ return(numbers) }}
{% endmacro %}
