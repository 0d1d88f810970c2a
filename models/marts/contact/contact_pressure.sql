-- One row per customer, brand (or all), channel (or all) and window up to the run: what was sent.
with pressure as (

    select * from {{ ref('pressure__summed') }}
    where scope = 'customer'

),

summed as (

    select
        pressure_key,
        unit_key as customer_key,
        brand_key,
        channel,
        window_kind,
        window_days,
        contact_count,
        weighted_contacts,
        last_contact_at,
        cap_code,
        cap_measure,
        cap,
        cap_left,
        is_full,
        is_over
    from pressure

)

select * from summed
