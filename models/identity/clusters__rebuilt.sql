-- One row per node with its cluster after those that hold a conflict were put together again,
-- strongest evidence first and never over a conflict.
{{ renewed(key=['node_key'], concerned=concerned_by('clusters__connected')) }}
with clusters as (

    select * from {{ ref('clusters__connected') }}
    where {{ concerned('node_key') }}

),

edges as (

    select * from {{ ref('edges__stacked') }}
    where {{ concerned('node_key') }}

),

conflicts as (

    select * from {{ ref('node_conflicts__found') }}
    where {{ concerned('node_key') }}

),

-- Where nothing is in conflict, all evidence followed to the end says what strongest first would.
contradicted as (

    select distinct this_end.cluster_key
    from conflicts
    inner join clusters as this_end on conflicts.node_key = this_end.node_key
    inner join clusters as that_end on conflicts.linked_node_key = that_end.node_key
    where this_end.cluster_key = that_end.cluster_key

),

doubted_nodes as (

    select clusters.node_key
    from clusters
    inner join contradicted on clusters.cluster_key = contradicted.cluster_key

),

doubted_edges as (

    select edges.*
    from edges
    inner join doubted_nodes on edges.node_key = doubted_nodes.node_key

),

rebuilt as (

    {{ constrained_components(
        'doubted_nodes',
        'doubted_edges',
        'conflicts',
        var('match_margin'),
        var('match_clear_weight'),
    ) }}

),

resolved as (

    select
        clusters.node_key,
        coalesce(rebuilt.cluster_key, clusters.cluster_key) as cluster_key
    from clusters
    left join rebuilt on clusters.node_key = rebuilt.node_key

)

select * from resolved
