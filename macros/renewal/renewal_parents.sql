{#-
    What a model stands on, through whatever is between: names of the renewed models it comes right
    after, and the seeds, as relations.

    unique_id: of the model. Result: {renewed: list, seeds: list}; `seen` is for its own use.
-#}
{% macro renewal_parents(unique_id, found=none) -%}
    {%- set found = found or {'renewed': [], 'seeds': [], 'seen': []} -%}
    {%- for parent_id in graph.nodes[unique_id].depends_on.nodes
        if parent_id in graph.nodes and parent_id not in found.seen -%}
        {%- do found.seen.append(parent_id) -%}
        {%- set parent = graph.nodes[parent_id] -%}
        {%- if parent.resource_type == 'seed' -%}
            {%- do found.seeds.append(parent.relation_name) -%}
        {%- elif parent.config.materialized == 'renewed' -%}
            {%- do found.renewed.append(parent.name) -%}
        {%- else -%}
            {%- do renewal_parents(parent_id, found) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
