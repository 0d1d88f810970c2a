-- One row per shape of journeys and touch, in order, with the number of journeys.
with touches as (

    select * from {{ ref('journeys__touched') }}

),

journeys as (

    select * from {{ ref('journeys__shaped') }}

),

-- Any journey shows what all of its shape are like.
shapes as (

    select
        shape_number,
        any_value(journey_key) as journey_key,
        count(*) as journey_count
    from journeys
    group by shape_number

),

shown as (

    select
        shapes.shape_number,
        shapes.journey_count,
        touches.conversion_key is not null as is_converted,
        touches.objective,
        touches.brand_key,
        touches.customer_status,
        touches.channel,
        touches.campaign_key,
        touches.creative_code,
        touches.touch_weight,
        touches.touch_number,
        touches.touch_count,
        touches.counted_number,
        touches.counted_count,
        touches.is_passed_over,
        touches.milestone_number,
        touches.counted_milestone_number
    from touches
    inner join shapes on touches.journey_key = shapes.journey_key

)

select * from shown
