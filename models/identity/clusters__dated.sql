-- One row per cluster that is one customer, with the oldest of its records.
{{ renewed(key=['cluster_key'], concerned=concerned_by('clusters__connected')) }}
with people as (

    select * from {{ ref('people__standardised') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}
    where {{ concerned('node_key') }}

),

clusters as (

    select * from {{ ref('clusters__resolved') }}
    where {{ concerned('node_key') }}

),

dated as (

    select
        clusters.cluster_key,
        min_by(
            people.record_key,
            coalesce(cast(people.created_at as string), '9999') || people.record_key
        ) as oldest_record_key
    from people
    inner join nodes on people.record_key = nodes.record_key
    inner join clusters on nodes.node_key = clusters.node_key
    group by clusters.cluster_key

)

select * from dated
