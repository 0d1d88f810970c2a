-- One row per objective and counted touch that led to no conversion, with the journey it is of.
-- A journey goes on while its last touch is within its lookback; one that may still convert is
-- not lost yet. Only objectives with a Markov model, which asks for them, have lost journeys.
with touchpoints as (

    select * from {{ ref('touchpoints__owned') }}

),

asking as (

    select objective
    from {{ ref('attribution_models') }}
    where method = 'markov'

),

rules as (

    select rules.*
    from {{ ref('attribution__rules') }} as rules
    where exists (
        select 1 from asking
        where coalesce(asking.objective, rules.objective) = rules.objective
    )

),

eligible as (

    select * from {{ ref('attribution__eligible') }}

),

spent as (

    select distinct
        objective,
        touchpoint_key
    from eligible

),

left_over as (

    select
        rules.objective,
        touchpoints.*,
        rules.is_fallback,
        rules.touch_weight,
        touchpoints.touched_at + rules.lookback_days * interval 1 day as ends_at
    from touchpoints
    inner join rules
        on
            touchpoints.channel = rules.channel
            and touchpoints.touch_kind = rules.touch_kind
    left join spent
        on
            rules.objective = spent.objective
            and touchpoints.touchpoint_key = spent.touchpoint_key
    where spent.touchpoint_key is null

),

parted as (

    select
        *,
        case
            when touched_at <= max(ends_at) over (
                partition by objective, person_key, brand_key
                order by touched_at, touchpoint_key
                rows between unbounded preceding and 1 preceding
            ) then 0
            else 1
        end as begins
    from left_over

),

numbered as (

    select
        *,
        sum(begins) over (
            partition by objective, person_key, brand_key
            order by touched_at, touchpoint_key
            rows between unbounded preceding and current row
        ) as journey_number
    from parted

),

closed as (

    select
        *,
        max(ends_at) over (
            partition by objective, person_key, brand_key, journey_number
        ) as journey_ends_at
    from numbered

),

lost as (

    select
        {{ weft_key(['objective', 'person_key', 'brand_key', 'journey_number']) }} as journey_key,
        objective,
        person_key,
        brand_key,
        touchpoint_key,
        touched_at,
        channel,
        campaign_key,
        creative_code,
        is_fallback,
        touch_weight
    from closed
    where journey_ends_at < {{ run_at() }}

)

select * from lost
