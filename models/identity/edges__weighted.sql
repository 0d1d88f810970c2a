-- One row per two nodes that weight of evidence ties.
{{ renewed(
    key=['profile_number_l', 'profile_number_r'],
    concerned=concerned_by('profile_pairs__scored'),
    touches=['node_key', 'linked_node_key'],
) }}
with pairs as (

    select * from {{ ref('profile_pairs__scored') }}
    where
        decision = 'link'
        and {{ concerned(['profile_number_l', 'profile_number_r']) }}

),

nodes as (

    select distinct
        node_key,
        profile_key
    from {{ ref('record_nodes__grouped') }}
    where profile_key is not null

),

tied as (

    select
        this_one.node_key,
        that_one.node_key as linked_node_key,
        pairs.profile_number_l,
        pairs.profile_number_r,
        pairs.match_weight,
        1 / (1 + power(2, -pairs.match_weight)) as confidence
    from pairs
    inner join nodes as this_one on pairs.profile_key_l = this_one.profile_key
    inner join nodes as that_one on pairs.profile_key_r = that_one.profile_key
    where
        pairs.profile_key_l != pairs.profile_key_r
        or this_one.node_key < that_one.node_key

)

select * from tied
