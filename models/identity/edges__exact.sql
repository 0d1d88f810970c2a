-- One row per two nodes that exact evidence ties and value that ties them.
-- A star for each person group of a value: every node to the one that says most, so that the
-- number of edges grows with the nodes and not with their pairs.
{% set concerned_values %}
    select identifier_value_key from {{ touched('identifier_members__grouped') }}
    union
    select identifier_value_key from {{ rows_of('identifier_members__grouped') }}
    where record_key in (select record_key from {{ touched('record_nodes__grouped') }})
{% endset %}
{{ renewed(
    key=['identifier_value_key'],
    concerned=concerned_values,
    touches=['node_key', 'linked_node_key'],
) }}
with members as (

    select * from {{ ref('identifier_members__grouped') }}
    where {{ concerned('identifier_value_key') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}

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

)

select * from anchored
where node_key != linked_node_key
