-- One row per attribution model that looks at the clock, converting journey and touch that gets
-- credit: how much of it is given before the touch, and with it.
with models as (

    select * from {{ ref('attribution_models') }}
    where method = 'time_decay'

),

touches as (

    select * from {{ ref('journeys__touched') }}
    where conversion_key is not null

),

weighed as (

    select
        models.attribution_model,
        touches.conversion_key,
        touches.touch_number as place,
        touches.channel,
        touches.campaign_key,
        {{ counted_place('touches', 'models') }},
        cast(touches.touch_weight * power(
            2.0,
            -{{ date_diff_seconds('touches.touched_at', 'touches.converted_at') }}
            / (86400.0 * models.half_life_days)
        ) as decimal(20, 15)) as weight
    from touches
    inner join models on coalesce(models.objective, touches.objective) = touches.objective
    where models.fallback_rule = 'counts' or not touches.is_passed_over

),

shared as (

    {{ shared_by_weight('weighed', 'conversion_key', ['place', 'channel', 'campaign_key']) }}

)

select * from shared
