-- One row per journey with the number of its shape: all that attribution models look at but the
-- clock. Journeys of one shape are credited alike.
with touches as (

    select * from {{ ref('journeys__touched') }}

),

-- What is said of the whole journey stands with its first touch.
described as (

    select
        journey_key,
        conversion_key,
        touch_number,
        concat_ws(
            chr(31),
            case
                when touch_number = 1
                    then concat_ws(
                        chr(29), objective, coalesce(brand_key, ''), customer_status,
                        cast(conversion_key is null as string), cast(milestone_number as string),
                        cast(counted_milestone_number as string)
                    )
            end,
            channel, coalesce(campaign_key, ''), coalesce(creative_code, ''),
            cast(touch_weight as string), case when is_passed_over then 'passed over' end
        ) as description
    from touches

),

gathered as (

    select
        journey_key,
        any_value(conversion_key) as conversion_key,
        {{ ordered_text('description', 'touch_number', 'chr(30)') }} as shape
    from described
    group by journey_key

),

shapes as (

    select distinct shape from gathered

),

-- Numbers cost less than texts where each model looks the shapes up.
numbered as (

    select
        shape,
        row_number() over (order by shape) as shape_number
    from shapes

),

shaped as (

    select
        gathered.journey_key,
        gathered.conversion_key,
        numbered.shape_number
    from gathered
    inner join numbered on gathered.shape = numbered.shape

)

select * from shaped
