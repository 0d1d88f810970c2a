-- One row per Markov chain and state: the share of conversions that would be lost without it.
with transitions as (

    select * from {{ ref('transitions__counted') }}

),

solved as (

    {{ removal_effects('transitions') }}

),

chains as (

    select
        chain_key,
        attribution_model,
        objective,
        segment,
        sum(case when to_state = '(converted)' then transition_count else 0 end)
            as conversion_count
    from transitions
    group by chain_key, attribution_model, objective, segment

),

shared as (

    select
        chains.chain_key,
        chains.attribution_model,
        chains.objective,
        chains.segment,
        solved.state,
        solved.conversion_probability,
        solved.visit_probability,
        solved.removal_effect,
        cast(solved.removal_effect as double)
        / nullif(cast(sum(solved.removal_effect) over (partition by chains.chain_key) as double), 0)
            as effect_share,
        chains.conversion_count
    from solved
    inner join chains on solved.chain_key = chains.chain_key

)

select * from shared
