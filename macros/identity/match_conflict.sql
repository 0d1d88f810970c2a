{#-
    Why no weight joins a compared pair, or null: the first comparison of var match_conflicts in
    which it differs outright. What a household shares (address, family name, landline, mailbox,
    card) can so never outweigh given names or birth dates that disagree.
-#}
{% macro match_conflict() -%}
    case
        {%- for name in var('match_conflicts') %}
        when {{ name }}_level = 0 then '{{ name }}'
        {%- endfor %}
    end
{%- endmacro %}
