-- The credits of a purchase sum to 1 in every model, and its credited amounts to its worth.
with credited as (

    select
        attribution_model,
        conversion_key,
        sum(credit) as credit,
        sum(credited_amount) as credited_amount
    from {{ ref('fct_attribution') }}
    group by attribution_model, conversion_key

),

compared as (

    select
        credited.attribution_model,
        credited.conversion_key,
        credited.credit,
        credited.credited_amount,
        conversions.amount
    from credited
    inner join {{ ref('fct_conversions') }} as conversions
        on credited.conversion_key = conversions.conversion_key

)

select * from compared
where credit != 1 or credited_amount != amount
