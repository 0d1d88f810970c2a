{#-
    A tree of shortest ways through each component.

    roots: relation with node_key, one node of each component. edges: relation with node_key,
    linked_node_key; direction does not matter. Result: one row per node that a root leads to,
    columns node_key, parent_node_key (the node before it, of several the smallest; null at the
    root) and distance (steps from the root).

    DuckDB goes one step a round and keeps what it has reached; Spark, without a keyed recursion,
    walks the paths, as in connected_components.
-#}
{% macro spanning_trees(roots, edges) %}
    {{ return(adapter.dispatch('spanning_trees', 'weft')(roots, edges)) }}
{% endmacro %}

{% macro default__spanning_trees(roots, edges) %}
    with recursive links as materialized (
        select node_key as node, linked_node_key as neighbour from {{ edges }}
        union
        select linked_node_key as node, node_key as neighbour from {{ edges }}
    ),

    reached(node, parent, distance) using key (node) as (
        select node_key as node, cast(null as {{ string_type() }}) as parent, 0 as distance
        from {{ roots }}
        union
        (
            select
                links.neighbour as node,
                min(reached.node) as parent,
                min(reached.distance) + 1 as distance
            from reached
            inner join links on reached.node = links.node
            left join recurring.reached as known on links.neighbour = known.node
            where known.node is null
            group by links.neighbour
        )
    )

    select
        node as node_key,
        parent as parent_node_key,
        distance
    from reached
{% endmacro %}

{% macro spark__spanning_trees(roots, edges) %}
    with recursive links as (
        select node_key as node, linked_node_key as neighbour from {{ edges }}
        union
        select linked_node_key as node, node_key as neighbour from {{ edges }}
    ),

    walks(node, parent, path) as (
        select node_key as node, cast(null as {{ string_type() }}) as parent, array(node_key) as path
        from {{ roots }}
        union all
        select
            links.neighbour as node,
            walks.node as parent,
            array_append(walks.path, links.neighbour) as path
        from walks
        inner join links on walks.node = links.node
        where not array_contains(walks.path, links.neighbour)
    ),

    shortest as (
        select
            node,
            min(struct(size(path) - 1 as distance, parent)) as step
        from walks
        group by node
    )

    select
        node as node_key,
        step.parent as parent_node_key,
        step.distance
    from shortest
{% endmacro %}
