-- One row per pair of nodes of one cluster that any evidence ties, first key the smaller, with the
-- strongest of it.
{{ renewed(key=['node_key'], concerned=concerned_by('clusters__connected')) }}
with clusters as (

    select * from {{ ref('clusters__rebuilt') }}
    where {{ concerned('node_key') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}
    where {{ concerned('node_key') }}

),

members as (

    select * from {{ ref('identifier_members__grouped') }}

),

edges as (

    select * from {{ ref('edges__stacked') }}
    where {{ concerned('node_key') }}

),

placed as (

    select distinct
        nodes.node_key,
        clusters.cluster_key,
        members.match_weight,
        {{ weft_key([
            'clusters.cluster_key',
            'members.identifier_value_key',
            'members.name_group',
            'members.birth_group',
        ]) }} as group_key
    from members
    inner join nodes on members.record_key = nodes.record_key
    inner join clusters on nodes.node_key = clusters.node_key

),

-- A value ties all its nodes to each other; the edges are but a star of them. One key to join by:
-- by the four, DuckDB 1.5 takes a minute now and then instead of a moment.
stacked as (

    select
        this_one.node_key,
        that_one.node_key as linked_node_key,
        this_one.cluster_key,
        this_one.match_weight
    from placed as this_one
    inner join placed as that_one on this_one.group_key = that_one.group_key
    where this_one.node_key < that_one.node_key
    union all
    select
        least(edges.node_key, edges.linked_node_key) as node_key,
        greatest(edges.node_key, edges.linked_node_key) as linked_node_key,
        this_end.cluster_key,
        edges.match_weight
    from edges
    inner join clusters as this_end on edges.node_key = this_end.node_key
    inner join clusters as that_end on edges.linked_node_key = that_end.node_key
    where this_end.cluster_key = that_end.cluster_key

),

tied as (

    select
        node_key,
        linked_node_key,
        min(cluster_key) as cluster_key,
        max(match_weight) as match_weight
    from stacked
    group by node_key, linked_node_key

)

select * from tied
