-- One row per person record with its customer key: the interface of identity to the marts.
-- The key is minted from the cluster's oldest record.
with clusters as (

    select * from {{ ref('clusters__resolved') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}

),

people as (

    select * from {{ ref('people__standardised') }}

),

edges as (

    select * from {{ ref('edges__stacked') }}

),

clustered as (

    select
        people.record_key,
        people.source_system,
        people.source_id,
        people.created_at,
        nodes.node_key,
        clusters.cluster_key
    from people
    inner join nodes on people.record_key = nodes.record_key
    inner join clusters on nodes.node_key = clusters.node_key

),

minted as (

    select
        cluster_key,
        {{ weft_key([
            "'customer'",
            "min_by(record_key, coalesce(cast(created_at as string), '9999') || record_key)",
        ]) }} as customer_key
    from clustered
    group by cluster_key

),

-- Only evidence inside the cluster counts: what was cut says nothing.
kept as (

    select edges.*
    from edges
    inner join clusters as this_end on edges.node_key = this_end.node_key
    inner join clusters as that_end on edges.linked_node_key = that_end.node_key
    where this_end.cluster_key = that_end.cluster_key

),

ends as (

    select node_key, evidence, match_weight, confidence from kept
    union all
    select linked_node_key as node_key, evidence, match_weight, confidence from kept

),

best_evidence as (

    select
        node_key,
        max(confidence) as confidence,
        max_by(
            evidence, lpad(cast(cast(match_weight as decimal(9, 4)) as string), 9, '0') || evidence
        ) as evidence
    from ends
    group by node_key

),

keyed as (

    select
        clustered.record_key,
        clustered.source_system,
        clustered.source_id,
        minted.customer_key,
        coalesce(
            best_evidence.evidence,
            case
                when count(*) over (partition by clustered.node_key) > 1 then 'identical'
                else 'single'
            end
        ) as match_kind,
        cast(coalesce(best_evidence.confidence, 1.00) as decimal(5, 4)) as match_confidence
    from clustered
    inner join minted on clustered.cluster_key = minted.cluster_key
    left join best_evidence on clustered.node_key = best_evidence.node_key

)

select * from keyed
