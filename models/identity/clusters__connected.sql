-- One row per node with the cluster that all its evidence, followed to the end, leads to.
{#- Nodes that changed, or whose records, blocks or ties did. -#}
{% set stirred %}
    select node_key from {{ touched('record_nodes__grouped') }}
    union
    select node_key from {{ rows_of('record_nodes__grouped') }}
    where
        record_key in (select record_key from {{ touched('records__gathered') }})
        or {{ hash_number(['profile_key']) }} in ({{ concerned_by('profile_pairs__met') }})
    {% for model in ['edges__exact', 'edges__weighted'] %}
    union
    select unnest([node_key, linked_node_key]) as node_key from {{ touched(model) }}
    {% endfor %}
{% endset %}
{#- They, and all that the last build had tied to them. -#}
{% set concerned_nodes %}
    with stirred as materialized ({{ stirred }})
    select node_key from stirred
    union
    select node_key from {this}
    where cluster_key in (
        select cluster_key from {this} where node_key in (select node_key from stirred)
    )
{% endset %}
{{ renewed(key=['node_key'], concerned=concerned_nodes) }}
with nodes as (

    select distinct node_key
    from {{ ref('record_nodes__grouped') }}
    where {{ concerned('node_key') }}

),

edges as (

    select
        node_key,
        linked_node_key
    from {{ ref('edges__stacked') }}
    where {{ concerned('node_key') }}

),

components as (

    {{ connected_components('nodes', 'edges') }}

)

select * from components
