-- One row per visitor and stretch of time in which it is one customer.
-- A cookie that identifies as one customer is hers from its first day, also before she said who
-- she is. A shared device changes hands at the moment the next customer identifies.
with identifications as (

    select * from {{ ref('visitor_identifications__unioned') }}

),

owners as (

    select * from {{ ref('identifiers__owned') }}
    where is_owner

),

orders as (

    select * from {{ ref('orders__unioned') }}

),

records as (

    select * from {{ ref('records__keyed') }}

),

by_identifier as (

    select
        identifications.visitor_key,
        identifications.identified_at,
        identifications.evidence,
        owners.customer_key
    from identifications
    inner join owners
        on
            identifications.identifier_type = owners.identifier_type
            and identifications.identifier_value = owners.identifier_value
    where identifications.identifier_type != 'order'

),

by_order as (

    select
        identifications.visitor_key,
        identifications.identified_at,
        identifications.evidence,
        records.customer_key
    from identifications
    inner join orders
        on
            identifications.identifier_type = 'order'
            and identifications.identifier_value = orders.source_id
    inner join records on orders.record_key = records.record_key

),

identified as (

    select * from by_identifier
    union all
    select * from by_order

),

-- Two pieces of evidence in one second: what the person typed beats what a link carried.
weighed as (

    select
        identified.visitor_key,
        identified.identified_at,
        identified.evidence,
        identified.customer_key,
        rules.confidence,
        row_number() over (
            partition by identified.visitor_key, identified.identified_at
            order by rules.confidence desc, identified.evidence, identified.customer_key
        ) as evidence_rank
    from identified
    inner join {{ ref('visitor_evidence_rules') }} as rules
        on identified.evidence = rules.evidence

),

sequenced as (

    select
        visitor_key,
        identified_at,
        evidence,
        customer_key,
        confidence,
        lag(customer_key) over (
            partition by visitor_key order by identified_at
        ) as previous_customer_key
    from weighed
    where evidence_rank = 1

),

changes as (

    select
        visitor_key,
        identified_at,
        evidence,
        customer_key,
        confidence,
        lag(identified_at) over (partition by visitor_key order by identified_at)
            as previous_change_at,
        lead(identified_at) over (partition by visitor_key order by identified_at)
            as next_change_at
    from sequenced
    where previous_customer_key is null or previous_customer_key != customer_key

),

linked as (

    select
        {{ weft_key(['visitor_key', 'identified_at']) }} as visitor_link_key,
        visitor_key,
        customer_key,
        evidence,
        confidence,
        case
            when previous_change_at is null then cast('1970-01-01 00:00:00' as timestamp)
            else identified_at
        end as valid_from,
        coalesce(next_change_at, cast('9999-12-31 00:00:00' as timestamp)) as valid_to
    from changes

)

select * from linked
