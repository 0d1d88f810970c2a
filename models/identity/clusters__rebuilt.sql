-- One row per node with its cluster after those that hold a conflict were put together again,
-- strongest evidence first and never over a conflict.
-- A cluster of the same nodes, evidence and conflicts as before is not put together again.
{% set rebuilding = constrained_components(
    'fresh_nodes', 'fresh_edges', 'conflicts', var('match_margin'), var('match_clear_weight')
) %}
with clusters as (

    select * from {{ ref('clusters__connected') }}

),

edges as (

    select * from {{ ref('edges__stacked') }}

),

conflicts as (

    select * from {{ ref('node_conflicts__found') }}

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

    select
        clusters.node_key,
        clusters.cluster_key
    from clusters
    inner join contradicted on clusters.cluster_key = contradicted.cluster_key

),

facts as (

    select
        cluster_key,
        node_key as fact
    from doubted_nodes
    union all
    select
        doubted_nodes.cluster_key,
        {{ weft_key(["'tie'", 'edges.node_key', 'edges.linked_node_key', 'edges.match_weight']) }}
            as fact
    from doubted_nodes
    inner join edges on doubted_nodes.node_key = edges.node_key
    union all
    select
        doubted_nodes.cluster_key,
        {{ weft_key(["'bar'", 'conflicts.node_key', 'conflicts.linked_node_key']) }} as fact
    from doubted_nodes
    inner join conflicts on doubted_nodes.node_key = conflicts.node_key

),

inputs as (

    select
        cluster_key,
        md5({{ sorted_text_list('fact') }} || '{{ local_md5(rebuilding) }}') as input_key
    from facts
    group by cluster_key

),

doubted_inputs as (

    select
        doubted_nodes.node_key,
        inputs.input_key
    from doubted_nodes
    inner join inputs on doubted_nodes.cluster_key = inputs.cluster_key

),

known as (

    {{ known_rows(
        ['node_key', 'cluster_key', 'input_key'], 'doubted_inputs', ['node_key', 'input_key']
    ) }}

),

fresh_nodes as (

    select doubted_inputs.node_key
    from doubted_inputs
    left join known on doubted_inputs.node_key = known.node_key
    where known.node_key is null

),

fresh_edges as (

    select edges.*
    from edges
    inner join fresh_nodes on edges.node_key = fresh_nodes.node_key

),

rebuilt as (

    {{ rebuilding }}

),

resolved as (

    select
        clusters.node_key,
        coalesce(known.cluster_key, rebuilt.cluster_key, clusters.cluster_key) as cluster_key,
        doubted_inputs.input_key
    from clusters
    left join doubted_inputs on clusters.node_key = doubted_inputs.node_key
    left join known on clusters.node_key = known.node_key
    left join rebuilt on clusters.node_key = rebuilt.node_key

)

select * from resolved
