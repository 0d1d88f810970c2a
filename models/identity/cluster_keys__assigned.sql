-- One row per cluster of records with its customer key: inherited; or restored, if the cluster
-- holds most records of a key that was merged away or retired; or minted from its oldest record.
{{ renewed(key=['cluster_key'], touches=['cluster_key']) }}
with dated as (

    select * from {{ ref('clusters__dated') }}

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
        dated.cluster_key,
        coalesce(
            inherited.customer_key,
            restored.customer_key,
            case
                when minted_before.record_key is null
                    then {{ weft_key(["'customer'", 'dated.oldest_record_key']) }}
                else
                    {{ weft_key([
                        "'customer'", 'dated.oldest_record_key', 'minted_before.key_count',
                    ]) }}
            end
        ) as customer_key,
        case
            when inherited.cluster_key is not null then 'inherited'
            when restored.cluster_key is not null then 'restored'
            else 'minted'
        end as origin,
        dated.oldest_record_key
    from dated
    left join inherited on dated.cluster_key = inherited.cluster_key
    left join restored on dated.cluster_key = restored.cluster_key
    left join minted_before on dated.oldest_record_key = minted_before.record_key

)

select * from assigned
