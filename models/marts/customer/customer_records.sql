-- One row per person record of a source, with the customer it belongs to.
with records as (

    select * from {{ ref('records__keyed') }}

),

last_records as (

    select * from {{ source('last_publication', 'customer_records') }}

),

mapped as (

    select
        records.source_system,
        records.source_id,
        records.record_key,
        records.customer_key,
        records.match_kind,
        records.match_confidence,
        coalesce(last_records.assigned_at, {{ run_at() }}) as assigned_at
    from records
    left join last_records
        on
            records.record_key = last_records.record_key
            and records.customer_key = last_records.customer_key

)

select * from mapped
