-- One row per cluster of records with its customer key: inherited; or restored, if the cluster
-- holds most records of a key that was merged away or retired; or minted from its oldest record.
with people as (

    select * from {{ ref('people__standardised') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}

),

clusters as (

    select * from {{ ref('clusters__resolved') }}

),

claims as (

    select * from {{ ref('key_claims__weighed') }}

),

inherited as (

    select * from {{ ref('cluster_keys__inherited') }}

),

issued as (

    select * from {{ source('last_publication', 'customer_key_history') }}

),

oldest as (

    select
        clusters.cluster_key,
        min_by(
            people.record_key,
            coalesce(cast(people.created_at as string), '9999') || people.record_key
        ) as record_key
    from people
    inner join nodes on people.record_key = nodes.record_key
    inner join clusters on nodes.node_key = clusters.node_key
    group by clusters.cluster_key

),

-- Its records must once have held the key, rather than the one it was merged into.
own as (

    select
        cluster_key,
        max(own_record_count) as record_count
    from claims
    where is_live
    group by cluster_key

),

coming_back as (

    select
        claims.cluster_key,
        claims.customer_key,
        row_number() over (
            partition by claims.cluster_key
            order by claims.record_count desc, claims.customer_key
        ) as key_rank
    from claims
    left join inherited on claims.cluster_key = inherited.cluster_key
    left join own on claims.cluster_key = own.cluster_key
    where
        not claims.is_live
        and inherited.cluster_key is null
        and claims.record_count * 2 > claims.key_record_count
        and claims.record_count > coalesce(own.record_count, 0)

),

restored as (

    select
        cluster_key,
        customer_key
    from coming_back
    where key_rank = 1

),

-- A record from which keys were minted may one day be the oldest of another cluster.
minted_before as (

    select
        minted_from_record_key as record_key,
        count(*) as key_count
    from issued
    group by minted_from_record_key

),

assigned as (

    select
        oldest.cluster_key,
        coalesce(
            inherited.customer_key,
            restored.customer_key,
            case
                when minted_before.record_key is null
                    then {{ weft_key(["'customer'", 'oldest.record_key']) }}
                else
                    {{ weft_key(["'customer'", 'oldest.record_key', 'minted_before.key_count']) }}
            end
        ) as customer_key,
        case
            when inherited.cluster_key is not null then 'inherited'
            when restored.cluster_key is not null then 'restored'
            else 'minted'
        end as origin,
        oldest.record_key as oldest_record_key
    from oldest
    left join inherited on oldest.cluster_key = inherited.cluster_key
    left join restored on oldest.cluster_key = restored.cluster_key
    left join minted_before on oldest.record_key = minted_before.record_key

)

select * from assigned
