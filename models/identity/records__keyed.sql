-- One row per person record with its customer key: the interface of identity to the marts.
{% set concerned_nodes %}
    select node_key from {{ rows_of('clusters__resolved') }}
    where cluster_key in (select cluster_key from {{ touched('cluster_keys__assigned') }})
    union
    {{ concerned_by('clusters__connected') }}
{% endset %}
{{ renewed(key=['node_key'], concerned=concerned_nodes) }}
with clusters as (

    select * from {{ ref('clusters__resolved') }}
    where {{ concerned('node_key') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}
    where {{ concerned('node_key') }}

),

people as (

    select * from {{ ref('people__standardised') }}

),

keys as (

    select * from {{ ref('cluster_keys__assigned') }}

),

edges as (

    select * from {{ ref('edges__stacked') }}
    where {{ concerned('node_key') }}

),

clustered as (

    select
        people.record_key,
        people.source_system,
        people.source_id,
        nodes.node_key,
        clusters.cluster_key
    from people
    inner join nodes on people.record_key = nodes.record_key
    inner join clusters on nodes.node_key = clusters.node_key

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
        max_by(evidence, {{ evidence_rank('match_weight', 'evidence') }}) as evidence
    from ends
    group by node_key

),

keyed as (

    select
        clustered.record_key,
        clustered.node_key,
        clustered.source_system,
        clustered.source_id,
        keys.customer_key,
        coalesce(
            best_evidence.evidence,
            case
                when count(*) over (partition by clustered.node_key) > 1 then 'identical'
                else 'single'
            end
        ) as match_kind,
        cast(coalesce(best_evidence.confidence, 1.00) as decimal(5, 4)) as match_confidence
    from clustered
    inner join keys on clustered.cluster_key = keys.cluster_key
    left join best_evidence on clustered.node_key = best_evidence.node_key

)

select * from keyed
