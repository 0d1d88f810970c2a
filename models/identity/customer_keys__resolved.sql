-- One row per customer key ever issued, with the customer it leads to now; one for each visitor
-- that was published as unknown and is known now.
-- A key that nobody holds leads where most of its records are; if none is left, where the key it
-- led to leads. A visitor's key leads to the first customer it is.
with issued as (

    select * from {{ source('last_publication', 'customer_key_history') }}

),

keys as (

    select * from {{ ref('cluster_keys__assigned') }}

),

records as (

    select * from {{ ref('records__keyed') }}

),

visitors as (

    select
        visitor_key,
        min_by(customer_key, cast(identified_at as string) || customer_key) as customer_key
    from {{ ref('visitors__linked') }}
    group by visitor_key

),

unknown as (

    select distinct visitor_key
    from {{ source('last_publication', 'customer_visitors') }}
    where customer_key is null

),

departures as (

    select
        record_key,
        old_customer_key
    from {{ source('last_publication', 'customer_record_history') }}
    union
    select
        record_key,
        old_customer_key
    from {{ ref('record_changes__found') }}

),

orphans as (

    select
        issued.old_customer_key,
        issued.customer_key
    from issued
    left join keys on issued.old_customer_key = keys.customer_key
    where keys.customer_key is null

),

whereabouts as (

    select
        orphans.old_customer_key,
        records.customer_key,
        row_number() over (
            partition by orphans.old_customer_key
            order by count(*) desc, records.customer_key
        ) as customer_rank
    from orphans
    inner join departures on orphans.old_customer_key = departures.old_customer_key
    inner join records on departures.record_key = records.record_key
    group by orphans.old_customer_key, records.customer_key

),

followed as (

    select
        old_customer_key,
        customer_key
    from whereabouts
    where customer_rank = 1

),

resolved as (

    select
        customer_key as old_customer_key,
        customer_key,
        origin
    from keys
    union all
    select
        orphans.old_customer_key,
        coalesce(
            visitors.customer_key,
            followed.customer_key,
            keys.customer_key,
            next_followed.customer_key
        ) as customer_key,
        cast(null as {{ string_type() }}) as origin
    from orphans
    left join visitors on orphans.old_customer_key = visitors.visitor_key
    left join followed on orphans.old_customer_key = followed.old_customer_key
    left join keys on orphans.customer_key = keys.customer_key
    left join followed as next_followed
        on orphans.customer_key = next_followed.old_customer_key
    union all
    select
        visitors.visitor_key as old_customer_key,
        visitors.customer_key,
        'identified' as origin
    from visitors
    inner join unknown on visitors.visitor_key = unknown.visitor_key
    left join issued on unknown.visitor_key = issued.old_customer_key
    where issued.old_customer_key is null

)

select * from resolved
