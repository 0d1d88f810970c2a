{#-
    Whether the weight of two profiles joins them, conflicts apart. Names alone join nobody, however
    rare; two at one address share more than a name.

    weighed: alias of a relation with the columns of weighed_profiles → boolean.
-#}
{% macro links_by_weight(weighed) -%}
    {{ weighed }}.match_weight >= {{ var('match_link_weight') }}
    and ({{ weighed }}.setting = 'at home' or {{ weighed }}.nameless_weight > 0)
{%- endmacro %}
