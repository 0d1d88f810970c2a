{#-
    Why no weight joins a compared pair, or null: the first comparison of var match_conflicts in
    which it differs outright. What a household shares (address, family name, landline, mailbox,
    card) can so never outweigh given names or birth dates that disagree.
-#}
{% macro match_conflict() -%}
    {%- if var('match_conflicts') %}
    case
        {%- for comparison in match_comparisons() if comparison.name in var('match_conflicts') %}
        when {{ comparison.name }}_level in ({{
            ([0] + levels_marked(comparison, 'is_conflict')) | join(', ')
        }})
            then '{{ comparison.name }}'
        {%- endfor %}
    end
    {%- else %}
    cast(null as {{ string_type() }})
    {%- endif %}
{%- endmacro %}
