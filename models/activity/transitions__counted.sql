-- One row per Markov chain and step of its journeys: how often one state follows another.
-- A journey begins at `(start)` and ends at `(converted)` or `(lost)`.
with journeys as (

    select * from {{ ref('journeys__stated') }}
    where method = 'markov'

),

stepped as (

    select
        attribution_model,
        objective,
        segment,
        state as to_state,
        conversion_key is not null as is_converted,
        lag(state, 1, '(start)') over journey as from_state,
        lead(state) over journey is null as is_last
    from journeys
    window journey as (partition by attribution_model, journey_key order by touch_number)

),

steps as (

    select
        attribution_model,
        objective,
        segment,
        from_state,
        to_state
    from stepped
    union all
    select
        attribution_model,
        objective,
        segment,
        to_state as from_state,
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
        count(*) as transition_count
    from steps
    group by attribution_model, objective, segment, from_state, to_state

)

select * from counted
