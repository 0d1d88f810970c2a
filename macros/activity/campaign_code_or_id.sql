{#-
    What a campaign goes by: its code where one is known, else its source's own id of it, behind
    the source's name so that two sources' ids never meet.

    relation: name of a CTE with campaign_code, source_system and the id; id_column: where the id
    stands → text, null for what belongs to no campaign.
-#}
{% macro campaign_code_or_id(relation, id_column='source_campaign_id') -%}
    coalesce(
        {{ relation }}.campaign_code,
        {{ relation }}.source_system || ':' || {{ relation }}.{{ id_column }}
    )
{%- endmacro %}
