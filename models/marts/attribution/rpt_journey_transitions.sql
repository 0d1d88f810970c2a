-- One row per Markov model, objective, segment and step from one state to the next: how often.
with transitions as (

    select * from {{ ref('transitions__counted') }}

),

assembled as (

    select
        {{ weft_key(['chain_key', 'from_state', 'to_state']) }} as journey_transition_key,
        attribution_model,
        objective,
        segment,
        from_state,
        to_state,
        transition_count,
        cast(
            transition_count
            / cast(sum(transition_count) over (partition by chain_key, from_state) as double)
            as decimal(18, 6)
        ) as transition_probability
    from transitions

)

select * from assembled
