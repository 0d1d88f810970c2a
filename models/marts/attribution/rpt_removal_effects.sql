-- One row per Markov model, objective, segment and state: what would be lost without it.
with effects as (

    select * from {{ ref('removal_effects__solved') }}

),

assembled as (

    select
        {{ weft_key(['chain_key', 'state']) }} as removal_effect_key,
        attribution_model,
        objective,
        segment,
        state,
        cast(conversion_probability as decimal(18, 10)) as conversion_probability,
        cast(visit_probability as decimal(18, 10)) as visit_probability,
        cast(removal_effect as decimal(18, 10)) as removal_effect,
        cast(coalesce(effect_share, 0) as decimal(18, 10)) as effect_share,
        cast(coalesce(effect_share, 0) * conversion_count as decimal(18, 4)) as conversion_count
    from effects

)

select * from assembled
