-- One row per attribution model, conversion and touch with what it gets of it; one per model and
-- conversion that no touch came before.
{{ config(materialized='view') }}
with journeys as (

    select * from {{ ref('journeys__shaped') }}
    where conversion_key is not null

),

conversions as (

    select
        conversions.conversion_key,
        conversions.objective,
        conversions.brand_key,
        conversions.converted_at,
        conversions.amount,
        conversions.margin_amount,
        journeys.shape_number
    from {{ ref('conversions__reached') }} as conversions
    left join journeys on conversions.conversion_key = journeys.conversion_key

),

models as (

    select * from {{ ref('attribution_models') }}

),

shapes as (

    select * from {{ ref('shapes__shared') }}

),

decayed as (

    select * from {{ ref('journeys__decayed') }}

),

shares as (

    select
        conversions.*,
        shapes.attribution_model,
        shapes.place,
        shapes.channel,
        shapes.campaign_key,
        shapes.part_before,
        shapes.part_with
    from conversions
    inner join shapes on conversions.shape_number = shapes.shape_number
    union all
    select
        conversions.*,
        decayed.attribution_model,
        decayed.place,
        decayed.channel,
        decayed.campaign_key,
        decayed.part_before,
        decayed.part_with
    from conversions
    inner join decayed on conversions.conversion_key = decayed.conversion_key
    union all
    select
        conversions.*,
        models.attribution_model,
        null as place,
        'unattributed' as channel,
        null as campaign_key,
        0.0 as part_before,
        1.0 as part_with
    from conversions
    inner join models on coalesce(models.objective, conversions.objective) = conversions.objective
    where conversions.shape_number is null

),

given as (

    select
        *,
        {{ given_with('shares', '1.0', 10) }} as credit,
        {{ given_with('shares', 'amount', 2) }} as credited_amount
    from shares

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
