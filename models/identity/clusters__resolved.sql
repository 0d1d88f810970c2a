-- One row per node with the cluster that is one customer: what is too large is cut at weak bridges.
{{ renewed(key=['node_key'], concerned=concerned_by('clusters__connected')) }}
with rebuilt as (

    select * from {{ ref('clusters__rebuilt') }}
    where {{ concerned('node_key') }}

),

ties as (

    select * from {{ ref('node_pairs__tied') }}
    where {{ concerned('node_key') }}

),

cut as (

    select * from {{ ref('bridges__cut') }}
    where {{ concerned('node_key') }}

),

parted as (

    select distinct cluster_key
    from cut

),

parted_nodes as (

    select rebuilt.node_key
    from rebuilt
    inner join parted on rebuilt.cluster_key = parted.cluster_key

),

firm_ties as (

    select
        ties.node_key,
        ties.linked_node_key
    from ties
    inner join parted_nodes on ties.node_key = parted_nodes.node_key
    left join cut
        on
            ties.node_key = least(cut.node_key, cut.parent_node_key)
            and ties.linked_node_key = greatest(cut.node_key, cut.parent_node_key)
    where cut.node_key is null

),

pieces as (

    {{ connected_components('parted_nodes', 'firm_ties') }}

),

resolved as (

    select
        rebuilt.node_key,
        coalesce(pieces.cluster_key, rebuilt.cluster_key) as cluster_key
    from rebuilt
    left join pieces on rebuilt.node_key = pieces.node_key

)

select * from resolved
