-- One row per Markov model, journey and touch that it counts, with the chain and state it is in.
{{ config(materialized='view') }}
with models as (

    select * from {{ ref('attribution_models') }}
    where method = 'markov'

),

journeys as (

    select * from {{ ref('journeys__touched') }}

),

stated as (

    select
        models.attribution_model,
        journeys.objective,
        case models.segment_by
            when 'brand' then journeys.brand_key
            when 'customer_status' then journeys.customer_status
        end as segment,
        journeys.journey_key,
        journeys.conversion_key,
        journeys.touchpoint_key,
        {{ journey_state('models', 'journeys') }} as state,
        case when models.direct_rule = 'counts' then journeys.touch_number
            else journeys.counted_number end as touch_number
    from journeys
    inner join models on coalesce(models.objective, journeys.objective) = journeys.objective
    where models.direct_rule = 'counts' or not journeys.is_passed_over

)

select
    {{ weft_key(['attribution_model', 'objective', 'segment']) }} as chain_key,
    *
from stated
