-- One row per tie without which its cluster falls in two.
-- A tie is no bridge if another way leads round it. Each tie that is not of the tree makes one:
-- from its two ends up to where they meet, and no tie of the tree on that way is a bridge.
{{ renewed(key=['node_key'], concerned=concerned_by('clusters__connected')) }}
with recursive tree as (

    select * from {{ ref('cluster_trees__spanned') }}
    where {{ concerned('node_key') }}

),

ties as (

    select * from {{ ref('node_pairs__tied') }}
    where {{ concerned('node_key') }}

),

spare as (

    select
        ties.node_key,
        ties.linked_node_key,
        this_end.distance,
        that_end.distance as linked_distance
    from ties
    inner join tree as this_end on ties.node_key = this_end.node_key
    inner join tree as that_end on ties.linked_node_key = that_end.node_key
    where
        ties.linked_node_key is distinct from this_end.parent_node_key
        and ties.node_key is distinct from that_end.parent_node_key

),

-- The end that is further off goes up; both do where they are as far.
ways as (

    select
        node_key,
        linked_node_key,
        distance,
        linked_distance
    from spare
    union all
    select
        case
            when ways.distance >= ways.linked_distance then this_end.parent_node_key
            else ways.node_key
        end as node_key,
        case
            when ways.linked_distance >= ways.distance then that_end.parent_node_key
            else ways.linked_node_key
        end as linked_node_key,
        case
            when ways.distance >= ways.linked_distance then ways.distance - 1
            else ways.distance
        end as distance,
        case
            when ways.linked_distance >= ways.distance then ways.linked_distance - 1
            else ways.linked_distance
        end as linked_distance
    from ways
    inner join tree as this_end on ways.node_key = this_end.node_key
    inner join tree as that_end on ways.linked_node_key = that_end.node_key
    where ways.node_key != ways.linked_node_key

),

passed as (

    select node_key
    from ways
    where node_key != linked_node_key and distance >= linked_distance
    union
    select linked_node_key as node_key
    from ways
    where node_key != linked_node_key and linked_distance >= distance

),

found as (

    select
        tree.node_key,
        tree.parent_node_key,
        tree.cluster_key,
        ties.match_weight
    from tree
    inner join ties
        on
            least(tree.node_key, tree.parent_node_key) = ties.node_key
            and greatest(tree.node_key, tree.parent_node_key) = ties.linked_node_key
    left join passed on tree.node_key = passed.node_key
    where tree.parent_node_key is not null and passed.node_key is null

)

select * from found
