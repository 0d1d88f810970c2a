-- One row per act by which a person gave or withdrew permission.
with acts as (

    select * from {{ ref('consent_acts__resolved') }}
    where is_own

),

told as (

    select
        consent_key,
        customer_key,
        brand_key,
        channel,
        purpose,
        action,
        acted_at,
        received_at,
        cast({{ date_diff_seconds('acted_at', 'received_at') }} / 3600.0 as decimal(18, 2))
            as hours_until_received,
        evidence,
        is_state,
        identifier_type,
        identifier_value,
        source_system,
        source_id
    from acts

)

select * from told
