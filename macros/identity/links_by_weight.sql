{#-
    Whether the weight of two profiles joins them, conflicts apart. Names alone join nobody, however
    rare: away from one address, where more than a name is shared, what is not the name must weigh
    more than var match_nameless_weight.

    weighed: alias of a relation with the columns of weighed_profiles → boolean.
-#}
{% macro links_by_weight(weighed) -%}
    {{ weighed }}.match_weight >= {{ var('match_link_weight') }}
    and (
        {{ weighed }}.setting = 'at home'
        or {{ weighed }}.nameless_weight > {{ var('match_nameless_weight') }}
    )
{%- endmacro %}
