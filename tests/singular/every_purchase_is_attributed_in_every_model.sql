-- Every purchase stands in every attribution model: with touches, or as unattributed.
with purchases as (

    select
        conversions.conversion_key,
        models.attribution_model
    from {{ ref('fct_conversions') }} as conversions
    cross join {{ ref('attribution_models') }} as models
    where conversions.objective = 'purchase'

),

missing as (

    select
        purchases.conversion_key,
        purchases.attribution_model
    from purchases
    left join {{ ref('fct_attribution') }} as attribution
        on
            purchases.conversion_key = attribution.conversion_key
            and purchases.attribution_model = attribution.attribution_model
    where attribution.conversion_key is null

)

select * from missing
