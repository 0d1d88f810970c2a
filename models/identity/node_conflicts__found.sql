-- One row per two nodes of one doubted cluster that must not be one person, and why.
-- All profiles of the cluster are compared, also those that no blocking rule brought together; of
-- a cluster larger than a block may be, those alone. A system's own key and a steward's word
-- outrank what was typed: two nodes that share the one or were joined by the other agree.
{{ renewed(
    key=['node_key', 'linked_node_key'],
    concerned=concerned_by('clusters__connected'),
) }}
with clusters as (

    select * from {{ ref('clusters__connected') }}
    where {{ concerned('node_key') }}

),

doubted as (

    select * from {{ ref('clusters__doubted') }}
    where {{ concerned('cluster_key') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}

),

profiles as (

    select * from {{ ref('profiles__distinct') }}

),

blocks as (

    select keyed.*
    from {{ ref('match_blocks__keyed') }} as keyed
    inner join {{ ref('match_blocks__sized') }} as sized on keyed.block_key = sized.block_key
    where sized.is_used

),

weights as (

    select * from {{ ref('match_weights') }}

),

members as (

    select * from {{ ref('identifier_members__grouped') }}
    where strength = 'authoritative'

),

decisions as (

    select * from {{ ref('steward_decisions__resolved') }}

),

people as (

    select * from {{ ref('people__standardised') }}
    where is_sole

),

mailboxes as (

    select * from {{ ref('mailbox_conflicts__found') }}
    where {{ concerned('node_key') }}

),

doubted_nodes as (

    select distinct
        clusters.cluster_key,
        nodes.node_key,
        nodes.profile_key
    from clusters
    inner join doubted on clusters.cluster_key = doubted.cluster_key
    inner join nodes on clusters.node_key = nodes.node_key

),

doubted_profiles as (

    select distinct
        cluster_key,
        profile_key
    from doubted_nodes
    where profile_key is not null

),

small_clusters as (

    select cluster_key
    from doubted_profiles
    group by cluster_key
    having count(*) <= {{ var('match_block_limit') }}

),

large_clusters as (

    select cluster_key
    from doubted_profiles
    group by cluster_key
    having count(*) > {{ var('match_block_limit') }}

),

large_profiles as (

    select
        profiles.profile_key,
        blocks.block_key
    from doubted_profiles
    inner join large_clusters on doubted_profiles.cluster_key = large_clusters.cluster_key
    inner join profiles on doubted_profiles.profile_key = profiles.profile_key
    inner join blocks on profiles.profile_number = blocks.profile_number

),

pairs as (

    select
        this_one.profile_key as profile_key_l,
        that_one.profile_key as profile_key_r
    from doubted_profiles as this_one
    inner join small_clusters on this_one.cluster_key = small_clusters.cluster_key
    inner join doubted_profiles as that_one on this_one.cluster_key = that_one.cluster_key
    where this_one.profile_key < that_one.profile_key
    union
    select
        this_one.profile_key as profile_key_l,
        that_one.profile_key as profile_key_r
    from large_profiles as this_one
    inner join large_profiles as that_one on this_one.block_key = that_one.block_key
    where this_one.profile_key < that_one.profile_key

),

weighed as (

    {{ weighed_profiles('pairs', 'profiles', 'weights') }}

),

-- Sr and Jr are two. Two of one name whose own data all differ are father and son, or namesakes,
-- whoever they have in common.
contradicted as (

    select
        weighed.profile_key_l,
        weighed.profile_key_r,
        coalesce(
            weighed.conflict,
            case
                when this_one.generation_key != that_one.generation_key then 'name suffix'
                when
                    weighed.personal_weight < {{ var('match_apart_weight') }}
                    or weighed.setting = 'at home'
                    and weighed.personal_weight < 0
                    and weighed.match_weight < {{ var('match_home_weight') }}
                    then 'personal data'
            end
        ) as reason
    from weighed
    inner join profiles as this_one on weighed.profile_key_l = this_one.profile_key
    inner join profiles as that_one on weighed.profile_key_r = that_one.profile_key

),

by_profile as (

    select
        this_one.node_key,
        that_one.node_key as linked_node_key,
        contradicted.reason
    from contradicted
    inner join doubted_nodes as this_one on contradicted.profile_key_l = this_one.profile_key
    inner join doubted_nodes as that_one
        on
            contradicted.profile_key_r = that_one.profile_key
            and this_one.cluster_key = that_one.cluster_key
    where contradicted.reason is not null

),

sole_nodes as (

    select
        clusters.cluster_key,
        nodes.node_key,
        people.source_system
    from people
    inner join nodes on people.record_key = nodes.record_key
    inner join clusters on nodes.node_key = clusters.node_key
    inner join doubted on clusters.cluster_key = doubted.cluster_key

),

by_source as (

    select
        this_one.node_key,
        that_one.node_key as linked_node_key,
        'source' as reason
    from sole_nodes as this_one
    inner join sole_nodes as that_one
        on
            this_one.cluster_key = that_one.cluster_key
            and this_one.source_system = that_one.source_system
    where this_one.node_key < that_one.node_key

),

placed as (

    select distinct
        nodes.node_key,
        members.identifier_value_key
    from doubted_nodes
    inner join nodes on doubted_nodes.node_key = nodes.node_key
    inner join members on nodes.record_key = members.record_key

),

sharing as (

    select distinct
        this_one.node_key,
        that_one.node_key as linked_node_key
    from placed as this_one
    inner join placed as that_one
        on this_one.identifier_value_key = that_one.identifier_value_key
    where this_one.node_key != that_one.node_key

),

joined_by_steward as (

    select
        this_node.node_key,
        that_node.node_key as linked_node_key
    from decisions
    inner join nodes as this_node on decisions.record_key = this_node.record_key
    inner join nodes as that_node on decisions.linked_record_key = that_node.record_key
    where decisions.decision = 'must_link'

),

by_steward as (

    select
        this_one.node_key,
        that_one.node_key as linked_node_key,
        'steward' as reason
    from decisions
    inner join nodes as this_one on decisions.record_key = this_one.record_key
    inner join nodes as that_one on decisions.linked_record_key = that_one.record_key
    where
        decisions.decision = 'never_link'
        and {{ concerned(['this_one.node_key', 'that_one.node_key']) }}

),

disagreeing as (

    select * from by_profile
    union all
    select * from by_source
    union all
    select
        node_key,
        linked_node_key,
        'mailboxes' as reason
    from mailboxes

),

agreed as (

    select * from sharing
    union
    select * from joined_by_steward
    union
    select
        linked_node_key as node_key,
        node_key as linked_node_key
    from joined_by_steward

),

found as (

    select
        disagreeing.node_key,
        disagreeing.linked_node_key,
        disagreeing.reason
    from disagreeing
    left join agreed
        on
            disagreeing.node_key = agreed.node_key
            and disagreeing.linked_node_key = agreed.linked_node_key
    where agreed.node_key is null
    union all
    select * from by_steward

)

select * from found
