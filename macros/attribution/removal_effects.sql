{#-
    The removal effects of an absorbing Markov chain's states, exactly.

    transitions: relation with chain_key, from_state, to_state, transition_count; a journey begins
    at `(start)` and ends at `(converted)` or `(lost)`. Result: one row per chain and other state:
    chain_key, state, conversion_probability (of the chain), visit_probability, removal_effect
    (decimal: sums come out the same in any order).

    With Q the probabilities between states, r those of converting next, s those of beginning: the
    matrix [I - Q, r; -s, 0], swept over all states, holds N = (I - Q)^-1, the probabilities N r of
    converting from each state, the visits s N, and in its corner s N r, that of converting at all.
    A state is reached with probability (s N)_c / N_cc, so without it (s N)_c / N_cc * (N r)_c is
    lost. Rows of I - Q outweigh what stands beside their diagonal, so no pivot has to be looked for.
-#}
{% macro removal_effects(transitions) %}
    with states as (
        select
            chain_key,
            state,
            row_number() over (
                partition by chain_key order by case when state is null then 1 else 0 end, state
            ) as state_number,
            count(*) over (partition by chain_key) as width
        from (
            select chain_key, to_state as state from {{ transitions }}
            where to_state not in ('(converted)', '(lost)')
            union
            select chain_key, cast(null as {{ string_type() }}) as state from {{ transitions }}
        ) as named
    ),

    leaving as (
        select chain_key, from_state, sum(transition_count) as transition_count
        from {{ transitions }}
        group by chain_key, from_state
    ),

    probabilities as (
        select
            steps.chain_key,
            nullif(steps.from_state, '(start)') as from_state,
            nullif(steps.to_state, '(converted)') as to_state,
            cast(steps.transition_count as {{ double_type() }})
            / cast(leaving.transition_count as {{ double_type() }}) as probability
        from {{ transitions }} as steps
        inner join leaving
            on steps.chain_key = leaving.chain_key and steps.from_state = leaving.from_state
        where steps.to_state != '(lost)'
    ),

    -- The border, where state is null, holds what begins and what converts.
    cells as (
        select
            rows_of.chain_key,
            rows_of.width,
            rows_of.state_number as row_number_,
            columns_of.state_number as column_number_,
            case when rows_of.state = columns_of.state then 1 else 0 end
            + case when rows_of.state is not null and columns_of.state is null then 1 else -1 end
            * coalesce(probabilities.probability, 0) as cell
        from states as rows_of
        inner join states as columns_of on rows_of.chain_key = columns_of.chain_key
        left join probabilities
            on
                rows_of.chain_key = probabilities.chain_key
                and rows_of.state is not distinct from probabilities.from_state
                and columns_of.state is not distinct from probabilities.to_state
    ),

    swept as (
        {{ swept_matrices('cells') }}
    ),

    read_off as (
        select
            states.chain_key,
            states.state,
            corner.cell as conversion_probability,
            visits.cell / returns.cell as visit_probability,
            converting.cell as conversion_after
        from states
        inner join swept as corner
            on
                states.chain_key = corner.chain_key
                and corner.row_number_ = states.width
                and corner.column_number_ = states.width
        inner join swept as visits
            on
                states.chain_key = visits.chain_key
                and visits.row_number_ = states.width
                and visits.column_number_ = states.state_number
        inner join swept as returns
            on
                states.chain_key = returns.chain_key
                and returns.row_number_ = states.state_number
                and returns.column_number_ = states.state_number
        inner join swept as converting
            on
                states.chain_key = converting.chain_key
                and converting.row_number_ = states.state_number
                and converting.column_number_ = states.width
        where states.state is not null
    )

    select
        chain_key,
        state,
        conversion_probability,
        visit_probability,
        cast(
            coalesce(visit_probability * conversion_after / nullif(conversion_probability, 0), 0)
            as decimal(20, 15)
        ) as removal_effect
    from read_off
{% endmacro %}
