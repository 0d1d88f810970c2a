-- One row per edge that stands after contradictory clusters were cut.
-- In such a cluster a record that says less than a full name and a birth date keeps only its
-- best edge: it can then lead to one person at most, and two people cannot meet through it.
-- Of a pair the steward keeps apart, the second record loses its evidence.
with edges as (

    select * from {{ ref('edges__exact') }}

),

clusters as (

    select * from {{ ref('clusters__connected') }}

),

contradictory as (

    select * from {{ ref('clusters__contradictory') }}

),

never_linked as (

    select distinct linked_record_key as record_key
    from {{ ref('steward_decisions__resolved') }}
    where decision = 'never_link'

),

placed as (

    select
        edges.edge_key,
        edges.record_key,
        edges.linked_record_key,
        edges.evidence,
        edges.strength,
        edges.confidence,
        edges.is_named
        and (edges.is_dated or contradictory.birth_date_count = 1) as is_complete,
        contradictory.cluster_key is not null as is_contradictory,
        coalesce(contradictory.never_link_count, 0) as never_link_count,
        row_number() over (
            partition by edges.record_key
            order by edges.priority, edges.edge_key
        ) as edge_rank
    from edges
    inner join clusters on edges.record_key = clusters.record_key
    left join contradictory on clusters.cluster_key = contradictory.cluster_key

),

kept as (

    select
        placed.edge_key,
        placed.record_key,
        placed.linked_record_key,
        placed.evidence,
        placed.strength,
        placed.confidence
    from placed
    left join never_linked as own on placed.record_key = own.record_key
    left join never_linked as other on placed.linked_record_key = other.record_key
    where
        (
            not placed.is_contradictory
            or placed.strength = 'authoritative'
            or placed.is_complete
            or placed.edge_rank = 1
        )
        and (
            placed.never_link_count = 0
            or placed.evidence = 'steward'
            or (own.record_key is null and other.record_key is null)
        )

)

select * from kept
