-- One row per cluster that keeps the customer key of most of its records; each key goes to one
-- cluster, each cluster has one key.
-- Of all pairs the heaviest is joined, then the heaviest of the others, and so on: in each round
-- every pair in which cluster and key are each other's first choice. What three rounds leave open
-- is a tangle of customers that swapped records in a ring; it goes on with new keys.
{% set rounds = 3 %}
with claims_1 as (

    select * from {{ ref('key_claims__weighed') }}
    where is_live

),

{% for round in range(1, rounds + 1) %}
ranked_{{ round }} as (

    select
        cluster_key,
        customer_key,
        row_number() over (
            partition by cluster_key
            order by claim_weight desc, record_count desc, customer_key, age
        ) as key_rank,
        row_number() over (
            partition by customer_key
            order by claim_weight desc, record_count desc, customer_key, age
        ) as cluster_rank
    from claims_{{ round }}

),

paired_{{ round }} as (

    select
        cluster_key,
        customer_key
    from ranked_{{ round }}
    where key_rank = 1 and cluster_rank = 1

),

claims_{{ round + 1 }} as (

    select claims_{{ round }}.*
    from claims_{{ round }}
    left join paired_{{ round }} as same_cluster
        on claims_{{ round }}.cluster_key = same_cluster.cluster_key
    left join paired_{{ round }} as same_key
        on claims_{{ round }}.customer_key = same_key.customer_key
    where same_cluster.cluster_key is null and same_key.customer_key is null

),

{% endfor %}
inherited as (

    {% for round in range(1, rounds + 1) %}
    select * from paired_{{ round }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from inherited
