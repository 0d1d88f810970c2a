-- One row per node with the node before it on a shortest way from where its cluster begins.
with nodes as (

    select * from {{ ref('clusters__rebuilt') }}

),

ties as (

    select * from {{ ref('node_pairs__tied') }}

),

roots as (

    select distinct cluster_key as node_key
    from nodes

),

trees as (

    {{ spanning_trees('roots', 'ties') }}

),

spanned as (

    select
        nodes.node_key,
        nodes.cluster_key,
        trees.parent_node_key,
        trees.distance
    from nodes
    inner join trees on nodes.node_key = trees.node_key

)

select * from spanned
