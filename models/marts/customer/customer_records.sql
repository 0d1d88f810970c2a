-- One row per person record of a source, with the customer it belongs to.
with records as (

    select * from {{ ref('records__keyed') }}

),

mapped as (

    select
        source_system,
        source_id,
        record_key,
        customer_key,
        match_kind,
        match_confidence
    from records

)

select * from mapped
