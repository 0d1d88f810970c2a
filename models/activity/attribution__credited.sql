-- One row per attribution model, conversion and touch with its credit.
with shares as (

    select * from {{ ref('conversions__shared') }}

),

touches as (

    select * from {{ ref('journeys__touched') }}
    where conversion_key is not null

),

credited as (

    select
        {{ weft_key([
            'shares.attribution_model', 'shares.conversion_key', 'touches.touchpoint_key',
        ]) }} as attribution_key,
        shares.attribution_model,
        shares.conversion_key,
        touches.touchpoint_key,
        shares.channel,
        shares.campaign_key,
        touches.touched_at,
        shares.credit,
        shares.credited_amount,
        shares.credited_margin_amount
    from shares
    left join touches
        on
            shares.conversion_key = touches.conversion_key
            and shares.place = touches.touch_number

)

select * from credited
