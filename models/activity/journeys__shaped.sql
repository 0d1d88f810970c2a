-- One row per journey with the number of its shape: all that attribution models look at but the
-- clock. Journeys of one shape are credited alike.
with touches as (

    select * from {{ ref('journeys__touched') }}

),

gathered as (

    select
        journey_key,
        any_value(conversion_key) as conversion_key,
        any_value(objective) as objective,
        any_value(brand_key) as brand_key,
        any_value(customer_status) as customer_status,
        any_value(milestone_number) as milestone_number,
        any_value(counted_milestone_number) as counted_milestone_number,
        {{ ordered_text(
            "concat_ws(chr(31), channel, coalesce(campaign_key, ''), coalesce(creative_code, ''), "
            ~ "cast(touch_weight as string))",
            'touch_number', 'chr(30)'
        ) }} as steps
    from touches
    group by journey_key

),

keyed as (

    select
        journey_key,
        conversion_key,
        {{ weft_key([
            'objective', 'brand_key', 'customer_status', 'conversion_key is null',
            'milestone_number', 'counted_milestone_number', 'steps',
        ]) }} as shape_key
    from gathered

),

shapes as (

    select distinct shape_key from keyed

),

-- Numbers cost less than keys where each model looks the shapes up.
numbered as (

    select
        shape_key,
        row_number() over (order by shape_key) as shape_number
    from shapes

),

shaped as (

    select
        keyed.journey_key,
        keyed.conversion_key,
        numbered.shape_number
    from keyed
    inner join numbered on keyed.shape_key = numbered.shape_key

)

select * from shaped
