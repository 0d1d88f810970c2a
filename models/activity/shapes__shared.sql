-- One row per attribution model that does not look at the clock, shape of converting journeys and
-- touch that gets credit: how much of it is given before the touch, and with it.
with paths as (

    select * from {{ ref('shapes__stated') }}
    where is_converted

),

effects as (

    select * from {{ ref('removal_effects__solved') }}

),

-- What its state is worth the touches of a state share.
placed as (

    select
        paths.*,
        cast(null as decimal(20, 15)) as removal_effect,
        1 as state_touch_count
    from paths
    where paths.method not in ('markov', 'shapley')
    union all
    select
        paths.*,
        effects.removal_effect,
        count(*) over (
            partition by paths.attribution_model, paths.shape_number, paths.state
        ) as state_touch_count
    from paths
    left join effects
        on
            paths.attribution_model = effects.attribution_model
            and paths.objective = effects.objective
            and paths.segment is not distinct from effects.segment
            and paths.state = effects.state
    where paths.method in ('markov', 'shapley')

),

weighed as (

    select
        attribution_model,
        shape_number,
        place,
        touch_number,
        touch_count,
        channel,
        campaign_key,
        coalesce(greatest(first_weight, last_weight) > 0, false) as has_weight_at_an_end,
        cast(touch_weight * case method
            when 'even' then 1
            when 'position' then {{ position_weight('placed') }}
            when 'markov' then cast(removal_effect as double) / state_touch_count
            when 'shapley' then 1.0 / state_touch_count
        end as decimal(20, 15)) as weight
    from placed

),

-- A path that has weight at an end is never shared evenly: its other touches may go at once.
counting as (

    select * from weighed
    where weight > 0 or not has_weight_at_an_end

),

shared as (

    {{ shared_by_weight('counting', 'shape_number', ['place', 'channel', 'campaign_key']) }}

)

select * from shared
