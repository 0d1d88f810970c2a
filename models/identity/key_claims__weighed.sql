-- One row per cluster and customer key that records of it hold or once held.
-- A key that took in another has its own records, those it had before; only they speak for it when
-- it falls apart.
with people as (

    select * from {{ ref('people__standardised') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}

),

clusters as (

    select * from {{ ref('clusters__resolved') }}

),

last_records as (

    select * from {{ source('last_publication', 'customer_records') }}

),

changes as (

    select * from {{ source('last_publication', 'customer_record_history') }}

),

issued as (

    select * from {{ source('last_publication', 'customer_key_history') }}

),

mergers as (

    select
        customer_key,
        max(changed_at) as merged_at
    from changes
    where change = 'merged'
    group by customer_key

),

holdings as (

    select
        last_records.record_key,
        last_records.customer_key,
        true as is_live,
        coalesce(last_records.assigned_at < mergers.merged_at, true) as is_own
    from last_records
    left join mergers on last_records.customer_key = mergers.customer_key
    union all
    select distinct
        changes.record_key,
        changes.old_customer_key as customer_key,
        false as is_live,
        true as is_own
    from changes
    inner join issued on changes.old_customer_key = issued.old_customer_key
    where issued.customer_key is null or issued.customer_key != issued.old_customer_key

),

counted as (

    select
        clusters.cluster_key,
        holdings.customer_key,
        holdings.is_live,
        count(*) as record_count,
        count_if(holdings.is_own) as own_record_count,
        min(coalesce(cast(people.created_at as string), '9999') || people.record_key) as age
    from holdings
    inner join people on holdings.record_key = people.record_key
    inner join nodes on holdings.record_key = nodes.record_key
    inner join clusters on nodes.node_key = clusters.node_key
    group by clusters.cluster_key, holdings.customer_key, holdings.is_live

),

weighed as (

    select
        cluster_key,
        customer_key,
        is_live,
        record_count,
        own_record_count,
        case
            when count(*) over (partition by customer_key) > 1 then own_record_count
            else record_count
        end as claim_weight,
        sum(record_count) over (partition by customer_key) as key_record_count,
        age
    from counted

)

select * from weighed
