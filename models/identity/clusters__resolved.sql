-- One row per node with its cluster after doubted ones were put together again, strongest evidence
-- first and never over a conflict.
with clusters as (

    select * from {{ ref('clusters__connected') }}

),

doubted as (

    select * from {{ ref('clusters__doubted') }}

),

edges as (

    select * from {{ ref('edges__stacked') }}

),

doubted_nodes as (

    select clusters.node_key
    from clusters
    inner join doubted on clusters.cluster_key = doubted.cluster_key

),

doubted_edges as (

    select edges.*
    from edges
    inner join doubted_nodes on edges.node_key = doubted_nodes.node_key

),

rebuilt as (

    {{ constrained_components(
        'doubted_nodes', 'doubted_edges', ref('node_conflicts__found'),
        var('match_margin'), var('match_clear_weight')
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
