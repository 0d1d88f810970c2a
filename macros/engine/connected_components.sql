{#-
    Exact connected components of any depth.

    nodes: relation with node_key. edges: relation with node_key, linked_node_key, both of them
    nodes; direction does not matter. Result: one row per node, columns node_key and cluster_key, where
    cluster_key is the smallest node_key that can be reached.

    DuckDB first gives every node the smallest key among its own and its neighbours', which settles
    all but a few, and draws the edges together to those between two such keys (an edge to the
    smallest neighbour is among them, so nothing comes apart). The rest it walks in a keyed
    recursion that keeps one row per key and sends only smaller labels on, so a chain of thousands
    costs as many cheap rounds; `materialized` keeps it from reading the edges anew in each. Spark
    has no keyed recursion: it walks the paths, which is right but meant for clusters of people, not
    for large ones.
-#}
{% macro connected_components(nodes, edges) %}
    {{ return(adapter.dispatch('connected_components', 'weft')(nodes, edges)) }}
{% endmacro %}

{% macro default__connected_components(nodes, edges) %}
    with recursive pairs as (
        select node_key as node, linked_node_key as neighbour from {{ edges }}
    ),

    nearest as materialized (
        select
            node,
            min(neighbour) as label
        from (
            select node_key as node, node_key as neighbour from {{ nodes }}
            union all
            select node, neighbour from pairs
            union all
            select neighbour as node, node as neighbour from pairs
        ) as neighbours
        group by node
    ),

    links as materialized (
        select
            this_one.label as node,
            that_one.label as neighbour
        from pairs
        inner join nearest as this_one on pairs.node = this_one.node
        inner join nearest as that_one on pairs.neighbour = that_one.node
        where this_one.label != that_one.label
    ),

    ways as materialized (
        select node, neighbour from links
        union
        select neighbour, node from links
    ),

    labels(node, label) using key (node) as (
        select node, node as label from ways
        union
        (
            select
                ways.neighbour as node,
                min(labels.label) as label
            from labels
            inner join ways on labels.node = ways.node
            inner join recurring.labels as known on ways.neighbour = known.node
            where labels.label < known.label
            group by ways.neighbour
        )
    )

    select
        nearest.node as node_key,
        coalesce(labels.label, nearest.label) as cluster_key
    from nearest
    left join labels on nearest.label = labels.node
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
