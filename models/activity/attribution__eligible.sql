-- One row per purchase and touch that may take credit for it: a kind that counts, the same
-- brand, by the same customer, within the channel's lookback.
with conversions as (

    select * from {{ ref('conversions__reached') }}
    where objective = 'purchase' and customer_key is not null

),

touchpoints as (

    select * from {{ ref('touchpoints__stacked') }}
    where customer_key is not null and not is_machine

),

rules as (

    select * from {{ ref('touch_rules') }}
    where counts_for_attribution

),

eligible as (

    select
        conversions.conversion_key,
        touchpoints.touchpoint_key,
        touchpoints.touched_at,
        touchpoints.channel,
        touchpoints.campaign_key
    from conversions
    inner join touchpoints on conversions.customer_key = touchpoints.customer_key
    inner join rules
        on
            touchpoints.channel = rules.channel
            and touchpoints.touch_kind = rules.touch_kind
    where
        touchpoints.touched_at <= conversions.converted_at
        and touchpoints.touched_at
        >= conversions.converted_at - rules.lookback_days * interval 1 day
        and coalesce(touchpoints.brand_key, conversions.brand_key) = conversions.brand_key

)

select * from eligible
