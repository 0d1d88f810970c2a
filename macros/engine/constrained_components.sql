{#-
    Components of a graph in which some nodes must not meet, strongest edges first.

    nodes: relation with node_key, one row per node. edges: relation with node_key,
    linked_node_key, match_weight; direction does not matter. conflicts: relation with
    node_key, linked_node_key: two nodes that no component may hold. margin: SQL number; an
    edge leads nowhere while one end has another edge, less than this weaker, to a node that is in
    conflict with the first. Result: one row per node, columns node_key and cluster_key, where
    cluster_key is the smallest node_key of the component.

    In each round every component picks its heaviest free edge. Two that pick each other are a
    pair, and all who pick one of the pair by an edge not lighter than `clear` join it, except
    those in conflict with another who would; lighter ones wait until the pair's conflicts show. Rounds go on until nothing joins: what is left apart is cut at the weakest evidence.
    The result depends on no order of rows.

    Spark has no keyed recursion and writes every round out into one plan, which outgrows its memory
    at the third: there a model that calls this does not compile.
-#}
{% macro constrained_components(nodes, edges, conflicts, margin, clear) %}
    {{ return(adapter.dispatch('constrained_components', 'weft')(nodes, edges, conflicts, margin, clear)) }}
{% endmacro %}

{% macro default__constrained_components(nodes, edges, conflicts, margin, clear) %}
    with recursive ties as materialized (
        select node_key, linked_node_key, match_weight from {{ edges }}
        union all
        select linked_node_key as node_key, node_key as linked_node_key, match_weight
        from {{ edges }}
    ),

    bars as materialized (
        select node_key, linked_node_key from {{ conflicts }}
        union
        select linked_node_key as node_key, node_key as linked_node_key
        from {{ conflicts }}
    ),

    clusters(node_key, cluster_key) using key (node_key) as (
        select node_key, node_key as cluster_key from {{ nodes }}
        union
        (
            with
            apart as (
                select distinct this_end.cluster_key, that_end.cluster_key as other_key
                from bars
                inner join recurring.clusters as this_end on bars.node_key = this_end.node_key
                inner join recurring.clusters as that_end on bars.linked_node_key = that_end.node_key
            ),

            free as (
                select
                    this_end.cluster_key,
                    that_end.cluster_key as other_key,
                    max(ties.match_weight) as match_weight
                from ties
                inner join recurring.clusters as this_end on ties.node_key = this_end.node_key
                inner join recurring.clusters as that_end on ties.linked_node_key = that_end.node_key
                left join apart
                    on
                        this_end.cluster_key = apart.cluster_key
                        and that_end.cluster_key = apart.other_key
                where this_end.cluster_key != that_end.cluster_key and apart.cluster_key is null
                group by this_end.cluster_key, that_end.cluster_key
            ),

            rivalled as (
                select distinct free.cluster_key, free.other_key
                from free
                inner join free as rivals on free.cluster_key = rivals.cluster_key
                inner join apart
                    on free.other_key = apart.cluster_key and rivals.other_key = apart.other_key
                where
                    free.match_weight < {{ clear }}
                    and rivals.match_weight > free.match_weight - {{ margin }}
            ),

            picked as (
                select
                    free.cluster_key,
                    free.other_key,
                    free.match_weight,
                    row_number() over (
                        partition by free.cluster_key
                        order by
                            free.match_weight desc,
                            least(free.cluster_key, free.other_key),
                            greatest(free.cluster_key, free.other_key)
                    ) as pick
                from free
                left join rivalled as this_way
                    on
                        free.cluster_key = this_way.cluster_key
                        and free.other_key = this_way.other_key
                left join rivalled as that_way
                    on
                        free.cluster_key = that_way.other_key
                        and free.other_key = that_way.cluster_key
                where this_way.cluster_key is null and that_way.cluster_key is null
            ),

            paired as (
                select
                    this_one.cluster_key,
                    least(this_one.cluster_key, that_one.cluster_key) as star_key
                from picked as this_one
                inner join picked as that_one
                    on
                        this_one.other_key = that_one.cluster_key
                        and that_one.other_key = this_one.cluster_key
                where this_one.pick = 1 and that_one.pick = 1
            ),

            stars as (
                select
                    picked.cluster_key,
                    paired.star_key,
                    own.cluster_key is not null as is_paired
                from picked
                inner join paired on picked.other_key = paired.cluster_key
                left join paired as own on picked.cluster_key = own.cluster_key
                where
                    picked.pick = 1
                    and (picked.match_weight >= {{ clear }} or own.cluster_key is not null)
            ),

            waiting as (
                select distinct stars.cluster_key
                from stars
                inner join apart on stars.cluster_key = apart.cluster_key
                inner join stars as others
                    on apart.other_key = others.cluster_key and stars.star_key = others.star_key
                where not stars.is_paired
            ),

            renamed as (
                select
                    stars.cluster_key,
                    min(stars.cluster_key) over (partition by stars.star_key) as new_cluster_key
                from stars
                left join waiting on stars.cluster_key = waiting.cluster_key
                where waiting.cluster_key is null
            ),

            joining as (
                select known.node_key, renamed.new_cluster_key
                from recurring.clusters as known
                inner join renamed on known.cluster_key = renamed.cluster_key
                where known.cluster_key != renamed.new_cluster_key
            )
            select node_key, new_cluster_key as cluster_key from joining
        )
    )

    select node_key, cluster_key from clusters
{% endmacro %}

{% macro spark__constrained_components(nodes, edges, conflicts, margin, clear) %}
    {{ exceptions.raise_compiler_error(
        'constrained_components needs a recursion with a key, which Spark does not have'
    ) }}
{% endmacro %}
