-- One row per two nodes that exact evidence ties and value that ties them.
-- A star for each person group of a value: every node to the one that says most, so that the
-- number of edges grows with the nodes and not with their pairs.
with members as (

    select * from {{ ref('identifier_members__grouped') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}

),

decisions as (

    select * from {{ ref('steward_decisions__resolved') }}
    where decision = 'must_link'

),

-- The records of a node carry the same values, so one row of each says all.
placed as (

    select
        nodes.node_key,
        members.identifier_value_key,
        members.identifier_type,
        members.name_group,
        members.birth_group,
        min(members.match_weight) as match_weight,
        min(members.confidence) as confidence,
        bool_or(members.is_named) as is_named,
        bool_or(members.is_dated) as is_dated
    from members
    inner join nodes on members.record_key = nodes.record_key
    group by
        nodes.node_key,
        members.identifier_value_key,
        members.identifier_type,
        members.name_group,
        members.birth_group

),

anchored as (

    select
        node_key,
        first_value(node_key) over (
            partition by identifier_value_key, name_group, birth_group
            order by is_named desc, is_dated desc, node_key asc
        ) as linked_node_key,
        identifier_type as evidence,
        identifier_value_key,
        match_weight,
        confidence
    from placed

),

-- Heavier than any evidence: what a steward joins is joined before conflicts are looked at.
must_links as (

    select
        this_one.node_key,
        that_one.node_key as linked_node_key,
        'steward' as evidence,
        decisions.decision_key as identifier_value_key,
        1000.0 as match_weight,
        1.00 as confidence
    from decisions
    inner join nodes as this_one on decisions.record_key = this_one.record_key
    inner join nodes as that_one on decisions.linked_record_key = that_one.record_key

),

stacked as (

    select * from anchored
    union all
    select * from must_links

)

select * from stacked
where node_key != linked_node_key
