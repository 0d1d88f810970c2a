-- One row per attribution model that does not look at the clock, shape of journeys and touch that
-- the model counts, with the segment and the state it puts them in. Lost journeys are for Markov
-- models.
{{ config(materialized='view') }}
with models as (

    select * from {{ ref('attribution_models') }}
    where method != 'time_decay'

),

shapes as (

    select * from {{ ref('shapes__touched') }}

),

stated as (

    select
        models.attribution_model,
        models.method,
        models.first_weight,
        models.milestone_weight,
        models.middle_weight,
        models.last_weight,
        case models.segment_by
            when 'brand' then shapes.brand_key
            when 'customer_status' then shapes.customer_status
        end as segment,
        case
            when models.state_level = 'campaign'
                then coalesce(shapes.campaign_key, shapes.channel)
            when models.state_level = 'creative'
                then coalesce(
                    shapes.campaign_key || ' ' || shapes.creative_code, shapes.campaign_key,
                    shapes.channel
                )
            else shapes.channel
        end as state,
        {{ counted_place('shapes', 'models') }},
        shapes.touch_number as place,
        shapes.shape_number,
        shapes.journey_count,
        shapes.is_converted,
        shapes.objective,
        shapes.channel,
        shapes.campaign_key,
        shapes.touch_weight
    from shapes
    inner join models on coalesce(models.objective, shapes.objective) = shapes.objective
    where
        (models.fallback_rule = 'counts' or not shapes.is_passed_over)
        and (models.method = 'markov' or shapes.is_converted)

)

select * from stated
