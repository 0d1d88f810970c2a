-- One row per attribution model, conversion and touch with what it gets of it; one per model and
-- conversion that no touch came before.
{{ config(materialized='view') }}
with conversions as (

    select * from {{ ref('conversions__reached') }}

),

models as (

    select * from {{ ref('attribution_models') }}

),

journeys as (

    select * from {{ ref('journeys__shaped') }}
    where conversion_key is not null

),

shapes as (

    select * from {{ ref('shapes__shared') }}

),

decayed as (

    select * from {{ ref('journeys__decayed') }}

),

shares as (

    select
        shapes.attribution_model,
        journeys.conversion_key,
        shapes.place,
        shapes.channel,
        shapes.campaign_key,
        shapes.part_before,
        shapes.part_with
    from journeys
    inner join shapes on journeys.shape_number = shapes.shape_number
    union all
    select
        attribution_model, conversion_key, place, channel, campaign_key, part_before, part_with
    from decayed
    union all
    select
        models.attribution_model,
        conversions.conversion_key,
        null as place,
        'unattributed' as channel,
        null as campaign_key,
        0.0 as part_before,
        1.0 as part_with
    from conversions
    inner join models on coalesce(models.objective, conversions.objective) = conversions.objective
    left join journeys on conversions.conversion_key = journeys.conversion_key
    where journeys.conversion_key is null

),

given as (

    select
        shares.attribution_model,
        shares.conversion_key,
        shares.place,
        shares.channel,
        shares.campaign_key,
        conversions.objective,
        conversions.brand_key,
        conversions.converted_at,
        {{ given_with('shares', '1.0', 10) }} as credit,
        {{ given_with('shares', 'conversions.amount', 2) }} as credited_amount,
        conversions.margin_amount
    from shares
    inner join conversions on shares.conversion_key = conversions.conversion_key

),

valued as (

    select
        attribution_model,
        conversion_key,
        place,
        channel,
        campaign_key,
        objective,
        brand_key,
        converted_at,
        credit,
        credited_amount,
        -- A wider decimal, lest a large margin leave the narrow one.
        cast(round(cast(credit as decimal(20, 10)) * margin_amount, 4) as decimal(18, 4))
            as credited_margin_amount
    from given

)

select * from valued
