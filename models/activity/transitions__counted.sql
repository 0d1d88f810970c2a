-- One row per Markov chain and step of its journeys: how often one state follows another.
-- A journey begins at `(start)` and ends at `(converted)` or `(lost)`.
with shapes as (

    select * from {{ ref('shapes__stated') }}
    where method = 'markov'

),

stepped as (

    select
        attribution_model,
        objective,
        segment,
        journey_count,
        is_converted,
        state as to_state,
        lag(state, 1, '(start)') over (
            partition by attribution_model, shape_number order by touch_number
        ) as from_state,
        touch_number = touch_count as is_last
    from shapes

),

steps as (

    select
        attribution_model, objective, segment, journey_count, from_state, to_state
    from stepped
    union all
    select
        attribution_model, objective, segment, journey_count, to_state as from_state,
        case when is_converted then '(converted)' else '(lost)' end as to_state
    from stepped
    where is_last

),

counted as (

    select
        {{ weft_key(['attribution_model', 'objective', 'segment']) }} as chain_key,
        attribution_model,
        objective,
        segment,
        from_state,
        to_state,
        cast(sum(journey_count) as bigint) as transition_count
    from steps
    group by attribution_model, objective, segment, from_state, to_state

)

select * from counted
