{#-
    Exact connected components of any depth.

    nodes: relation with node_key. edges: relation with node_key, linked_node_key; direction
    does not matter. Result: one row per node, columns node_key and cluster_key, where
    cluster_key is the smallest node_key that can be reached.

    DuckDB keeps one row per node in a keyed recursion and sends only smaller labels on, so a
    chain of thousands costs as many cheap rounds; `materialized` keeps it from reading the edges
    anew in each. Spark has no keyed recursion: it walks the
    paths, which is right but meant for clusters of people, not for large ones.
-#}
{% macro connected_components(nodes, edges) %}
    {{ return(adapter.dispatch('connected_components', 'weft')(nodes, edges)) }}
{% endmacro %}

{% macro default__connected_components(nodes, edges) %}
    with recursive links as materialized (
        select node_key as node, linked_node_key as neighbour from {{ edges }}
        union
        select linked_node_key as node, node_key as neighbour from {{ edges }}
    ),

    labels(node, label) using key (node) as (
        select node_key as node, node_key as label from {{ nodes }}
        union
        (
            select
                links.neighbour as node,
                min(labels.label) as label
            from labels
            inner join links on labels.node = links.node
            inner join recurring.labels as known on links.neighbour = known.node
            where labels.label < known.label
            group by links.neighbour
        )
    )

    select
        node as node_key,
        label as cluster_key
    from labels
{% endmacro %}

{% macro spark__connected_components(nodes, edges) %}
    with recursive links as (
        select node_key as node, linked_node_key as neighbour from {{ edges }}
        union
        select linked_node_key as node, node_key as neighbour from {{ edges }}
    ),

    walks(node, reached, path) as (
        select node_key as node, node_key as reached, array(node_key) as path
        from {{ nodes }}
        union all
        select
            walks.node,
            links.neighbour as reached,
            array_append(walks.path, links.neighbour) as path
        from walks
        inner join links on walks.reached = links.node
        where not array_contains(walks.path, links.neighbour)
    )

    select
        node as node_key,
        min(reached) as cluster_key
    from walks
    group by node
{% endmacro %}
