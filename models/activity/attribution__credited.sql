-- One row per attribution model, conversion and touch with its credit.
-- The last touch of a path takes what rounding leaves, so that credits sum to 1 exactly and
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

placed as (

    select
        paths.*,
        effects.removal_effect,
        count(*) over (
            partition by paths.attribution_model, paths.conversion_key, paths.state
        ) as state_touch_count,
        max(
            case
                when paths.is_before_milestone and paths.milestone_weight > 0
                    then paths.touch_number
            end
        ) over path as milestone_number
    from paths
    left join effects
        on
            paths.attribution_model = effects.attribution_model
            and paths.objective = effects.objective
            and paths.segment is not distinct from effects.segment
            and paths.state = effects.state
    window path as (partition by paths.attribution_model, paths.conversion_key)

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

shared as (

    select
        *,
        sum(weight) over (partition by attribution_model, conversion_key) as path_weight
    from weighed

),

touched as (

    select
        shared.attribution_model,
        shared.conversion_key,
        shared.touchpoint_key,
        shared.channel,
        shared.campaign_key,
        shared.touched_at,
        shared.touch_number,
        case
            when shared.path_weight > 0
                then cast(shared.weight as double) / cast(shared.path_weight as double)
            else 1.0 / shared.touch_count
        end as part,
        conversions.amount
    from shared
    inner join conversions on shared.conversion_key = conversions.conversion_key

),

rounded as (

    select
        attribution_model,
        conversion_key,
        touchpoint_key,
        channel,
        campaign_key,
        touched_at,
        touch_number,
        amount,
        cast(round(part, 10) as decimal(18, 10)) as credit,
        cast(round(amount * part, 2) as decimal(18, 2)) as credited_amount
    from touched
    where part > 0

),

settled as (

    select
        attribution_model,
        conversion_key,
        touchpoint_key,
        channel,
        campaign_key,
        touched_at,
        case
            when touch_number = max(touch_number) over path
                then 1 - (sum(credit) over path - credit)
            else credit
        end as credit,
        case
            when touch_number = max(touch_number) over path
                then amount - (sum(credited_amount) over path - credited_amount)
            else credited_amount
        end as credited_amount
    from rounded
    window path as (partition by attribution_model, conversion_key)

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
    from settled
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
