-- Every conversion stands in every attribution model of its objective: with touches, or as
-- unattributed.
with conversions_by_model as (

    select
        conversions.conversion_key,
        models.attribution_model
    from {{ ref('fct_conversions') }} as conversions
    inner join {{ ref('attribution_models') }} as models
        on coalesce(models.objective, conversions.objective) = conversions.objective

),

missing as (

    select
        conversions_by_model.conversion_key,
        conversions_by_model.attribution_model
    from conversions_by_model
    left join {{ ref('fct_attribution') }} as attribution
        on
            conversions_by_model.conversion_key = attribution.conversion_key
            and conversions_by_model.attribution_model = attribution.attribution_model
    where attribution.conversion_key is null

)

select * from missing
