-- One row per node with the node before it on a shortest way from where its cluster begins.
{{ renewed(key=['node_key'], concerned=concerned_by('clusters__connected')) }}
with nodes as (

    select * from {{ ref('clusters__rebuilt') }}
    where {{ concerned('node_key') }}

),

ties as (

    select * from {{ ref('node_pairs__tied') }}
    where {{ concerned('node_key') }}

),

-- A cluster begins at its smallest node, whose ties so name it first.
near as (

    select
        ties.linked_node_key as node_key,
        ties.node_key as root_key
    from ties
    inner join nodes on ties.node_key = nodes.node_key
    where nodes.node_key = nodes.cluster_key

),

-- In most clusters everything is tied to where it begins.
deep as (

    select nodes.cluster_key as node_key
    from nodes
    left join near on nodes.node_key = near.node_key
    where near.node_key is null and nodes.node_key != nodes.cluster_key
    group by nodes.cluster_key

),

deep_ties as (

    select
        ties.node_key,
        ties.linked_node_key
    from ties
    inner join nodes on ties.node_key = nodes.node_key
    inner join deep on nodes.cluster_key = deep.node_key

),

trees as (

    {{ spanning_trees('deep', 'deep_ties') }}

),

spanned as (

    select
        nodes.node_key,
        nodes.cluster_key,
        coalesce(trees.parent_node_key, near.root_key) as parent_node_key,
        coalesce(trees.distance, case when near.node_key is null then 0 else 1 end) as distance
    from nodes
    left join near on nodes.node_key = near.node_key
    left join trees on nodes.node_key = trees.node_key

)

select * from spanned
