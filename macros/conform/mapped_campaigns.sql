{#-
    Campaign codes of a source's own campaign ids, from seeds/campaign_mapping.csv.

    source_system: as in the seed → select, one row per source_campaign_id whatever names it had,
    so that a join multiplies nothing.
-#}
{% macro mapped_campaigns(source_system) -%}
    select source_campaign_id, min(campaign_code) as campaign_code
    from {{ ref('campaign_mapping') }}
    where source_system = '{{ source_system }}' and source_campaign_id is not null
    group by source_campaign_id
{%- endmacro %}
