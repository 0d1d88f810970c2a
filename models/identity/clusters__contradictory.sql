-- One row per cluster that cannot be one person, with what speaks against it.
with clusters as (

    select * from {{ ref('clusters__connected') }}

),

people as (

    select * from {{ ref('people__standardised') }}

),

decisions as (

    select * from {{ ref('steward_decisions__resolved') }}

),

attributes as (

    select
        clusters.cluster_key,
        count(*) as record_count,
        count(distinct people.birth_date) as birth_date_count,
        count(distinct people.given_root) filter (where length(people.given_root) > 1)
            as given_name_count
    from clusters
    inner join people on clusters.record_key = people.record_key
    group by clusters.cluster_key

),

never_links as (

    select
        first_record.cluster_key,
        count(*) as never_link_count
    from decisions
    inner join clusters as first_record on decisions.record_key = first_record.record_key
    inner join clusters as second_record
        on decisions.linked_record_key = second_record.record_key
    where
        decisions.decision = 'never_link'
        and first_record.cluster_key = second_record.cluster_key
    group by first_record.cluster_key

),

contradictory as (

    select
        attributes.cluster_key,
        attributes.record_count,
        attributes.birth_date_count,
        attributes.given_name_count,
        coalesce(never_links.never_link_count, 0) as never_link_count
    from attributes
    left join never_links on attributes.cluster_key = never_links.cluster_key
    where
        attributes.birth_date_count > 1
        or attributes.given_name_count > 1
        or never_links.never_link_count > 0

)

select * from contradictory
