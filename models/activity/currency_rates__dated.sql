-- One row per currency and stretch of time with one rate to the reporting currency.
with rates as (

    select * from {{ ref('currency_rates') }}
    where reporting_currency = '{{ var("reporting_currency") }}'

),

dated as (

    select
        {{ weft_key(['currency_code', 'valid_from']) }} as currency_rate_key,
        currency_code,
        cast(rate as decimal(18, 6)) as rate,
        valid_from,
        lead(valid_from, 1, cast('9999-12-31' as date)) over (
            partition by currency_code order by valid_from
        ) as valid_to
    from rates

)

select * from dated
