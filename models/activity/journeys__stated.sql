-- One row per attribution model, journey and touch that the model counts, with the segment and the
-- state it puts them in. Lost journeys are for Markov models.
{{ config(materialized='view') }}
with models as (

    select * from {{ ref('attribution_models') }}

),

journeys as (

    select * from {{ ref('journeys__touched') }}

),

stated as (

    select
        models.attribution_model,
        models.method,
        models.first_weight,
        models.milestone_weight,
        models.middle_weight,
        models.last_weight,
        models.half_life_days,
        case models.segment_by
            when 'brand' then journeys.brand_key
            when 'customer_status' then journeys.customer_status
        end as segment,
        case
            when models.state_level = 'campaign'
                then coalesce(journeys.campaign_key, journeys.channel)
            when models.state_level = 'creative'
                then coalesce(
                    journeys.campaign_key || ' ' || journeys.creative_code, journeys.campaign_key,
                    journeys.channel
                )
            else journeys.channel
        end as state,
        case
            when models.direct_rule = 'counts' then journeys.touch_number
            else journeys.counted_number
        end as touch_number,
        case
            when models.direct_rule = 'counts' then journeys.touch_count
            else journeys.counted_count
        end as touch_count,
        journeys.journey_key,
        journeys.conversion_key,
        journeys.objective,
        journeys.touchpoint_key,
        journeys.channel,
        journeys.campaign_key,
        journeys.touch_weight,
        journeys.touched_at,
        journeys.converted_at,
        case
            when models.direct_rule = 'counts' then journeys.milestone_number
            else journeys.counted_milestone_number
        end as milestone_number
    from journeys
    inner join models on coalesce(models.objective, journeys.objective) = journeys.objective
    where
        (models.direct_rule = 'counts' or not journeys.is_passed_over)
        and (models.method = 'markov' or journeys.conversion_key is not null)

)

select * from stated
