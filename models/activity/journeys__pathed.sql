-- One row per journey: the channels it went through, repeats in a row taken together.
with touches as (

    select * from {{ ref('journeys__touched') }}

),

conversions as (

    select * from {{ ref('conversions__reached') }}

),

marked as (

    select
        *,
        lag(channel, 1, '') over (partition by journey_key order by touch_number) != channel
            as is_step
    from touches

),

gathered as (

    select
        journey_key,
        conversion_key,
        objective,
        brand_key,
        person_key,
        customer_status,
        {{ ordered_text("case when is_step then channel end", 'touch_number', "' > '") }} as path,
        count(case when is_step then 1 end) as step_count,
        count(*) as touch_count,
        count(distinct campaign_key) as campaign_count,
        min(touched_at) as begun_at,
        max(touched_at) as last_touched_at,
        max(converted_at) as converted_at
    from marked
    group by journey_key, conversion_key, objective, brand_key, person_key, customer_status

),

measured as (

    select
        gathered.*,
        {{ date_diff_seconds(
            'gathered.begun_at', 'coalesce(gathered.converted_at, gathered.last_touched_at)'
        ) }} / 86400.0 as journey_days,
        conversions.amount
    from gathered
    left join conversions on gathered.conversion_key = conversions.conversion_key

)

select * from measured
