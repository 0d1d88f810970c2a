-- One row per attribution model, conversion and touch with its credit.
-- Rounded is what is given up to a touch, not what it gets: so credits sum to 1 exactly, and
-- credited amounts to the conversion's worth, to the cent.
with paths as (

    select * from {{ ref('journeys__stated') }}
    where conversion_key is not null

),

conversions as (

    select * from {{ ref('conversions__reached') }}

),

models as (

    select * from {{ ref('attribution_models') }}

),

effects as (

    select * from {{ ref('removal_effects__solved') }}

),

eligible as (

    select distinct conversion_key from {{ ref('attribution__eligible') }}

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
            partition by paths.attribution_model, paths.conversion_key, paths.state
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
        *,
        -- Decimals, so that their sum is the same in any order.
        cast(touch_weight * case method
            when 'even' then 1
            when 'position' then {{ position_weight('placed') }}
            when 'time_decay'
                then power(
                    2.0,
                    -{{ date_diff_seconds('touched_at', 'converted_at') }}
                    / (86400.0 * half_life_days)
                )
            when 'markov' then cast(removal_effect as double) / state_touch_count
            when 'shapley' then 1.0 / state_touch_count
        end as decimal(20, 15)) as weight
    from placed

),

gone as (

    select
        *,
        sum(weight) over so_far as weight_so_far,
        sum(weight) over whole as path_weight
    from weighed
    window
        so_far as (
            partition by attribution_model, conversion_key order by touch_number
            rows between unbounded preceding and current row
        ),
        whole as (
            partition by attribution_model, conversion_key order by touch_number
            rows between unbounded preceding and unbounded following
        )

),

-- How much of the credit is given before a touch, and with it. A path without any weight is shared
-- evenly.
parted as (

    select
        gone.attribution_model,
        gone.conversion_key,
        gone.touchpoint_key,
        gone.channel,
        gone.campaign_key,
        gone.touched_at,
        case
            when gone.path_weight > 0
                then
                    cast(gone.weight_so_far - gone.weight as double)
                    / cast(gone.path_weight as double)
            else (gone.touch_number - 1.0) / gone.touch_count
        end as part_before,
        case
            when gone.path_weight > 0
                then cast(gone.weight_so_far as double) / cast(gone.path_weight as double)
            else 1.0 * gone.touch_number / gone.touch_count
        end as part_with,
        conversions.amount
    from gone
    inner join conversions on gone.conversion_key = conversions.conversion_key
    where gone.weight > 0 or gone.path_weight = 0

),

touched as (

    select
        attribution_model,
        conversion_key,
        touchpoint_key,
        channel,
        campaign_key,
        touched_at,
        cast(round(part_with, 10) as decimal(18, 10))
        - cast(round(part_before, 10) as decimal(18, 10)) as credit,
        cast(round(amount * part_with, 2) as decimal(18, 2))
        - cast(round(amount * part_before, 2) as decimal(18, 2)) as credited_amount
    from parted

),

untouched as (

    select
        models.attribution_model,
        conversions.conversion_key,
        cast(null as string) as touchpoint_key,
        'unattributed' as channel,
        cast(null as string) as campaign_key,
        cast(null as timestamp) as touched_at,
        1 as credit,
        conversions.amount as credited_amount
    from conversions
    inner join models on coalesce(models.objective, conversions.objective) = conversions.objective
    left join eligible on conversions.conversion_key = eligible.conversion_key
    where eligible.conversion_key is null

),

stacked as (

    select
        attribution_model, conversion_key, touchpoint_key, channel, campaign_key, touched_at,
        cast(credit as decimal(18, 10)) as credit,
        cast(credited_amount as decimal(18, 2)) as credited_amount
    from touched
    union all
    select
        attribution_model, conversion_key, touchpoint_key, channel, campaign_key, touched_at,
        cast(credit as decimal(18, 10)) as credit,
        cast(credited_amount as decimal(18, 2)) as credited_amount
    from untouched

),

keyed as (

    select
        {{ weft_key(['attribution_model', 'conversion_key', 'touchpoint_key']) }}
            as attribution_key,
        attribution_model,
        conversion_key,
        touchpoint_key,
        channel,
        campaign_key,
        touched_at,
        credit,
        credited_amount
    from stacked

)

select * from keyed
