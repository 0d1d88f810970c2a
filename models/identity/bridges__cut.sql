-- One row per bridge that is cut: a weak one, in a cluster of too many records.
-- What hangs on it must be more than some records on both sides, of which one side begins with as
-- many that no weak bridge parts: a record or two at the end of a tie stay, and so does a chain.
{{ renewed(key=['node_key'], concerned=concerned_by('clusters__connected')) }}
with recursive tree as (

    select * from {{ ref('cluster_trees__spanned') }}
    where {{ concerned('node_key') }}

),

nodes as (

    select
        node_key,
        count(*) as record_count
    from {{ ref('record_nodes__grouped') }}
    where {{ concerned('node_key') }}
    group by node_key

),

large as (

    select
        tree.cluster_key,
        sum(nodes.record_count) as record_count
    from tree
    inner join nodes on tree.node_key = nodes.node_key
    group by tree.cluster_key
    having sum(nodes.record_count) > {{ var('cluster_record_limit') }}

),

weak as (

    select
        bridges.node_key,
        bridges.parent_node_key,
        bridges.cluster_key,
        bridges.match_weight,
        large.record_count
    from {{ ref('bridges__found') }} as bridges
    inner join large on bridges.cluster_key = large.cluster_key
    where
        bridges.match_weight < {{ var('match_clear_weight') }}
        and {{ concerned('bridges.node_key') }}

),

parted as (

    select distinct cluster_key
    from weak

),

-- A piece is what hangs together without weak bridges; it begins where one ends.
heads as (

    select node_key from weak
    union
    select cluster_key as node_key from weak

),

hung as (

    select
        tree.node_key,
        tree.node_key as above_key,
        tree.parent_node_key as next_key,
        tree.distance
    from tree
    inner join parted on tree.cluster_key = parted.cluster_key
    union all
    select
        hung.node_key,
        tree.node_key as above_key,
        tree.parent_node_key as next_key,
        tree.distance
    from hung
    inner join tree on hung.next_key = tree.node_key

),

headed as (

    select
        hung.node_key,
        hung.above_key as head_key,
        row_number() over (partition by hung.node_key order by hung.distance desc) = 1 as is_nearest
    from hung
    inner join heads on hung.above_key = heads.node_key

),

sized as (

    select
        headed.head_key,
        sum(nodes.record_count) as side_count,
        sum(nodes.record_count) filter (where headed.is_nearest) as piece_count
    from headed
    inner join nodes on headed.node_key = nodes.node_key
    group by headed.head_key

),

weighed as (

    select
        weak.node_key,
        weak.parent_node_key,
        weak.cluster_key,
        weak.match_weight,
        weak.record_count,
        least(below.side_count, weak.record_count - below.side_count) as side_count,
        greatest(below.piece_count, above.piece_count) as piece_count
    from weak
    inner join sized as below on weak.node_key = below.head_key
    inner join headed
        on weak.parent_node_key = headed.node_key and headed.is_nearest
    inner join sized as above on headed.head_key = above.head_key

),

cut as (

    select *
    from weighed
    where
        side_count >= {{ var('cluster_piece_records') }}
        and piece_count >= {{ var('cluster_piece_records') }}

)

select * from cut
