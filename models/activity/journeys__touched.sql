-- One row per journey and touch, in order: journeys that a conversion ended, and those that none
-- did.
with conversions as (

    select * from {{ ref('conversions__reached') }}

),

eligible as (

    select * from {{ ref('attribution__eligible') }}

),

lost as (

    select * from {{ ref('journeys__lost') }}

),

objectives as (

    select * from {{ ref('objectives') }}

),

milestones as (

    select
        conversions.person_key,
        min(conversions.converted_at) as known_at
    from conversions
    inner join objectives on conversions.objective = objectives.objective
    where objectives.is_milestone and conversions.person_key is not null
    group by conversions.person_key

),

firsts as (

    select
        person_key,
        objective,
        min(converted_at) as first_converted_at
    from conversions
    where person_key is not null
    group by person_key, objective

),

stacked as (

    select
        eligible.conversion_key as journey_key,
        eligible.conversion_key,
        eligible.objective,
        conversions.person_key,
        conversions.brand_key,
        conversions.converted_at,
        eligible.touchpoint_key,
        eligible.touched_at,
        eligible.channel,
        eligible.campaign_key,
        eligible.creative_code,
        eligible.is_fallback,
        eligible.touch_weight
    from eligible
    inner join conversions on eligible.conversion_key = conversions.conversion_key
    union all
    select
        journey_key,
        cast(null as string) as conversion_key,
        objective,
        person_key,
        brand_key,
        cast(null as timestamp) as converted_at,
        touchpoint_key,
        touched_at,
        channel,
        campaign_key,
        creative_code,
        is_fallback,
        touch_weight
    from lost

),

-- Whether the conversion's customer became known on this path, and the touch came before.
marked as (

    select
        stacked.*,
        coalesce(
            stacked.touched_at <= milestones.known_at
            and milestones.known_at <= stacked.converted_at, false
        ) as is_before_milestone
    from stacked
    left join milestones on stacked.person_key = milestones.person_key

),

-- Numbers of each touch among all of its journey, and among those that are no fallback where
-- another touch is; so the numbers of the last touch before its customer was known. Counted,
-- not summed: sums of whole numbers have 128 bits, which take a hundred times as long to read.
numbered as (

    select
        *,
        row_number() over journey as touch_number,
        count(*) over whole as touch_count,
        count(case when is_before_milestone then 1 end) over whole as milestone_number,
        count(case when not is_fallback then 1 end) over journey as other_number,
        count(case when not is_fallback then 1 end) over whole as other_count,
        count(case when is_before_milestone and not is_fallback then 1 end) over whole
            as other_milestone_number,
        min(touched_at) over whole as begun_at
    from marked
    window
        journey as (
            partition by journey_key order by touched_at, touchpoint_key
            rows between unbounded preceding and current row
        ),
        whole as (
            partition by journey_key order by touched_at, touchpoint_key
            rows between unbounded preceding and unbounded following
        )

),

described as (

    select
        numbered.journey_key,
        numbered.conversion_key,
        numbered.objective,
        numbered.person_key,
        numbered.brand_key,
        case
            when firsts.first_converted_at < coalesce(numbered.converted_at, numbered.begun_at)
                then 'returning'
            else 'new'
        end as customer_status,
        numbered.converted_at,
        numbered.touchpoint_key,
        numbered.touched_at,
        numbered.channel,
        numbered.campaign_key,
        numbered.creative_code,
        numbered.touch_weight,
        numbered.touch_number,
        numbered.touch_count,
        case when numbered.other_count = 0 then numbered.touch_number else numbered.other_number end
            as counted_number,
        case when numbered.other_count = 0 then numbered.touch_count else numbered.other_count end
            as counted_count,
        numbered.is_fallback and numbered.other_count > 0 as is_passed_over,
        numbered.milestone_number,
        case
            when numbered.other_count = 0 then numbered.milestone_number
            else numbered.other_milestone_number
        end as counted_milestone_number
    from numbered
    left join firsts
        on
            numbered.person_key = firsts.person_key
            and numbered.objective = firsts.objective

)

select * from described
