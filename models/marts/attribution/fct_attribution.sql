-- One row per conversion, touchpoint and attribution model, with credit and credited revenue.
with credited as (

    select * from {{ ref('attribution__credited') }}

),

conversions as (

    select * from {{ ref('conversions__reached') }}

),

assembled as (

    select
        credited.attribution_key,
        credited.conversion_key,
        credited.touchpoint_key,
        credited.attribution_model,
        credited.credit,
        credited.credited_amount,
        credited.credited_margin_amount,
        conversions.currency_code,
        credited.channel,
        credited.campaign_key,
        conversions.objective,
        conversions.brand_key,
        conversions.customer_key,
        conversions.converted_at,
        credited.touched_at
    from credited
    inner join conversions on credited.conversion_key = conversions.conversion_key

)

select * from assembled
