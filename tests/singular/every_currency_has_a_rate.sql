-- No amount is lost for want of a rate: seeds/currency_rates.csv names every currency in use.
with used as (

    select distinct currency_code from {{ ref('orders__unioned') }}
    union
    select distinct currency_code from {{ ref('ad_spend__unioned') }}
    union
    select distinct currency_code from {{ ref('sends__unioned') }} where cost_amount is not null

),

missing as (

    select used.currency_code
    from used
    left join {{ ref('currency_rates__dated') }} as rates
        on used.currency_code = rates.currency_code
    where rates.currency_code is null

)

select * from missing
