-- One row per journey: the touches before a conversion, or those that led to none.
with journeys as (

    select * from {{ ref('journeys__pathed') }}

),

assembled as (

    select
        journey_key,
        conversion_key,
        objective,
        brand_key,
        person_key,
        customer_status,
        conversion_key is not null as is_converted,
        path,
        cast(step_count as bigint) as step_count,
        touch_count,
        campaign_count,
        begun_at,
        last_touched_at,
        converted_at,
        cast(journey_days as decimal(18, 4)) as journey_days,
        coalesce(amount, 0) as amount,
        '{{ var("reporting_currency") }}' as currency_code
    from journeys

)

select * from assembled
