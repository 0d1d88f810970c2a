-- One row per conversion and touch that may take credit for it: a kind that counts, the same
-- brand, by the same customer or unknown visitor, within the channel's lookback and, where the
-- objective starts anew, after her last conversion of that kind.
with conversions as (

    select * from {{ ref('conversions__reached') }}
    where person_key is not null

),

touchpoints as (

    select * from {{ ref('touchpoints__owned') }}

),

rules as (

    select * from {{ ref('attribution__rules') }}

),

dated as (

    select
        conversion_key,
        objective,
        person_key,
        brand_key,
        converted_at,
        lag(converted_at) over (
            partition by person_key, objective, brand_key order by converted_at, conversion_key
        ) as previous_converted_at
    from conversions

),

eligible as (

    select
        dated.conversion_key,
        dated.objective,
        touchpoints.touchpoint_key,
        touchpoints.touched_at,
        touchpoints.channel,
        touchpoints.campaign_key,
        touchpoints.creative_code,
        rules.is_fallback,
        rules.touch_weight
    from dated
    inner join touchpoints on dated.person_key = touchpoints.person_key
    inner join rules
        on
            dated.objective = rules.objective
            and touchpoints.channel = rules.channel
            and touchpoints.touch_kind = rules.touch_kind
    where
        touchpoints.touched_at <= dated.converted_at
        and touchpoints.touched_at >= dated.converted_at - rules.lookback_days * interval 1 day
        and coalesce(touchpoints.brand_key, dated.brand_key, '')
        = coalesce(dated.brand_key, touchpoints.brand_key, '')
        and (
            not rules.starts_anew
            or dated.previous_converted_at is null
            or touchpoints.touched_at > dated.previous_converted_at
        )

)

select * from eligible
