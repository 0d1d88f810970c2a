-- One row per customer: her records, the systems that know her, and how sure their union is.
with records as (

    select * from {{ ref('records__keyed') }}

),

people as (

    select * from {{ ref('people__unioned') }}

),

counted as (

    select
        records.customer_key,
        count(*) as record_count,
        count(distinct records.source_system) as source_count,
        {{ sorted_text_list('records.source_system') }} as source_systems,
        cast(min(records.match_confidence) as decimal(5, 4)) as identity_confidence,
        min(people.created_at) as first_seen_at,
        max(coalesce(people.updated_at, people.created_at)) as last_seen_at,
        coalesce(bool_or(people.is_staff), false) as is_staff,
        coalesce(bool_or(people.is_test), false) as is_test
    from records
    inner join people on records.record_key = people.record_key
    group by records.customer_key

)

select * from counted
