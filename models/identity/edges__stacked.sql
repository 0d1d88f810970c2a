-- One row per two nodes with evidence that they are one person, and its weight in bits.
{{ config(materialized='view') }}
with exact as (

    select * from {{ ref('edges__exact') }}

),

weighted as (

    select * from {{ ref('edges__weighted') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}

),

decisions as (

    select * from {{ ref('steward_decisions__resolved') }}
    where decision = 'must_link'

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

    select
        node_key,
        linked_node_key,
        evidence,
        identifier_value_key,
        match_weight,
        confidence
    from exact
    union all
    select
        node_key,
        linked_node_key,
        'weight' as evidence,
        cast(null as {{ string_type() }}) as identifier_value_key,
        match_weight,
        confidence
    from weighted
    union all
    select *
    from must_links
    where node_key != linked_node_key

)

select * from stacked
