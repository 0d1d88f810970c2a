-- One row per person record with its customer key: the interface of identity to the marts.
-- The key is minted from the cluster's oldest record.
with clusters as (

    select * from {{ ref('clusters__resolved') }}

),

people as (

    select * from {{ ref('people__standardised') }}

),

edges as (

    select * from {{ ref('edges__kept') }}

),

oldest as (

    select
        clusters.cluster_key,
        min_by(
            people.record_key,
            coalesce(cast(people.created_at as string), '9999') || people.record_key
        ) as record_key
    from clusters
    inner join people on clusters.record_key = people.record_key
    group by clusters.cluster_key

),

minted as (

    select
        cluster_key,
        {{ weft_key(["'customer'", 'record_key']) }} as customer_key
    from oldest

),

ends as (

    select record_key, evidence, strength, confidence from edges
    union all
    select linked_record_key as record_key, evidence, strength, confidence from edges

),

best_evidence as (

    select
        record_key,
        max(confidence) as confidence,
        max_by(evidence, cast(confidence as string) || evidence) as evidence
    from ends
    group by record_key

),

keyed as (

    select
        people.record_key,
        people.source_system,
        people.source_id,
        minted.customer_key,
        coalesce(best_evidence.evidence, 'single') as match_kind,
        cast(coalesce(best_evidence.confidence, 1.00) as decimal(5, 4)) as match_confidence
    from people
    inner join clusters on people.record_key = clusters.record_key
    inner join minted on clusters.cluster_key = minted.cluster_key
    left join best_evidence on people.record_key = best_evidence.record_key

)

select * from keyed
