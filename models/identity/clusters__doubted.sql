-- One row per cluster that may not be one person, with what speaks against it.
{{ renewed(key=['cluster_key'], concerned=concerned_by('clusters__connected')) }}
with clusters as (

    select * from {{ ref('clusters__connected') }}
    where {{ concerned('node_key') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}
    where {{ concerned('node_key') }}

),

people as (

    select * from {{ ref('people__standardised') }}

),

decisions as (

    select * from {{ ref('steward_decisions__resolved') }}
    where decision = 'never_link'

),

clustered as (

    select
        clusters.cluster_key,
        nodes.record_key
    from clusters
    inner join nodes on clusters.node_key = nodes.node_key

),

attributes as (

    select
        clustered.cluster_key,
        count(*) as record_count,
        count(distinct people.birth_date) as birth_date_count,
        count(distinct people.given_key) as given_name_count,
        count(distinct people.generation_key) as generation_count,
        count(distinct people.email_key) as email_count,
        count(distinct people.mobile_key) as mobile_count,
        -- Records too many of sources that have one of each person.
        count(*) filter (where people.is_sole)
        - count(distinct people.source_system) filter (where people.is_sole) as surplus_count
    from clustered
    inner join people on clustered.record_key = people.record_key
    group by clustered.cluster_key

),

never_links as (

    select
        this_one.cluster_key,
        count(*) as never_link_count
    from decisions
    inner join clustered as this_one on decisions.record_key = this_one.record_key
    inner join clustered as that_one on decisions.linked_record_key = that_one.record_key
    where this_one.cluster_key = that_one.cluster_key
    group by this_one.cluster_key

),

doubted as (

    select
        attributes.cluster_key,
        attributes.record_count,
        attributes.birth_date_count,
        attributes.given_name_count,
        attributes.generation_count,
        attributes.email_count,
        attributes.mobile_count,
        attributes.surplus_count,
        coalesce(never_links.never_link_count, 0) as never_link_count
    from attributes
    left join never_links on attributes.cluster_key = never_links.cluster_key
    where
        attributes.birth_date_count > 1
        or attributes.given_name_count > 1
        or attributes.generation_count > 1
        or attributes.email_count > 1
        or attributes.mobile_count > 1
        or attributes.surplus_count > 0
        or never_links.never_link_count > 0

)

select * from doubted
