-- One row per contact in either direction, any channel, known or anonymous.
with touchpoints as (

    select * from {{ ref('touchpoints__stacked') }}

),

assembled as (

    select
        touchpoint_key,
        customer_key,
        visitor_key,
        touched_at,
        touched_local_at,
        channel,
        direction,
        touch_kind,
        brand_key,
        campaign_key,
        creative_code,
        offer_code,
        device_category,
        is_machine,
        reporting_cost_amount,
        '{{ var("reporting_currency") }}' as reporting_currency_code,
        activity,
        activity_key,
        source_system,
        source_id
    from touchpoints

)

select * from assembled
