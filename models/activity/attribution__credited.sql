-- One row per attribution model, purchase and touch with its credit.
-- The last touch of a path takes what rounding leaves, so that credits sum to 1 exactly and
-- credited amounts to the purchase's worth, to the cent.
with eligible as (

    select * from {{ ref('attribution__eligible') }}

),

conversions as (

    select * from {{ ref('conversions__reached') }}
    where objective = 'purchase'

),

models as (

    select * from {{ ref('attribution_models') }}

),

flagged as (

    select
        conversion_key,
        touchpoint_key,
        touched_at,
        channel,
        campaign_key,
        bool_or(channel != 'direct') over (partition by conversion_key) as has_other_than_direct
    from eligible

),

paths as (

    select
        models.attribution_model,
        models.weighting,
        flagged.conversion_key,
        flagged.touchpoint_key,
        flagged.channel,
        flagged.campaign_key,
        row_number() over (
            partition by models.attribution_model, flagged.conversion_key
            order by flagged.touched_at, flagged.touchpoint_key
        ) as touch_number,
        count(*) over (
            partition by models.attribution_model, flagged.conversion_key
        ) as touch_count
    from flagged
    cross join models
    where
        models.direct_rule = 'counts'
        or flagged.channel != 'direct'
        or not flagged.has_other_than_direct

),

weighted as (

    select
        attribution_model,
        conversion_key,
        touchpoint_key,
        channel,
        campaign_key,
        touch_number,
        touch_count,
        case weighting
            when 'first' then case when touch_number = 1 then 1.0 else 0.0 end
            when 'last' then case when touch_number = touch_count then 1.0 else 0.0 end
            when 'even' then 1.0 / touch_count
        end as weight
    from paths

),

touched as (

    select
        weighted.attribution_model,
        weighted.conversion_key,
        weighted.touchpoint_key,
        weighted.channel,
        weighted.campaign_key,
        weighted.touch_number,
        weighted.touch_count,
        cast(round(weighted.weight, 10) as decimal(18, 10)) as credit,
        cast(round(conversions.amount * weighted.weight, 2) as decimal(18, 2)) as credited_amount,
        conversions.amount
    from weighted
    inner join conversions on weighted.conversion_key = conversions.conversion_key
    where weighted.weight > 0

),

settled as (

    select
        attribution_model,
        conversion_key,
        touchpoint_key,
        channel,
        campaign_key,
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
    from touched
    window path as (partition by attribution_model, conversion_key)

),

untouched as (

    select
        models.attribution_model,
        conversions.conversion_key,
        cast(null as string) as touchpoint_key,
        'unattributed' as channel,
        cast(null as string) as campaign_key,
        1 as credit,
        conversions.amount as credited_amount
    from conversions
    cross join models
    left join eligible on conversions.conversion_key = eligible.conversion_key
    where eligible.conversion_key is null

),

stacked as (

    select
        attribution_model, conversion_key, touchpoint_key, channel, campaign_key,
        cast(credit as decimal(18, 10)) as credit,
        cast(credited_amount as decimal(18, 2)) as credited_amount
    from settled
    union all
    select
        attribution_model, conversion_key, touchpoint_key, channel, campaign_key,
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
        credit,
        credited_amount
    from stacked

)

select * from keyed
