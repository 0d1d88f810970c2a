-- One row per currency and stretch of time with one rate to the reporting currency.
with rates as (

    select
        currency_code,
        valid_from,
        cast(rate as decimal(18, 6)) as rate
    from {{ ref('currency_rates') }}
    where
        reporting_currency = '{{ var("reporting_currency") }}'
        and currency_code != reporting_currency
    union all
    select
        '{{ var("reporting_currency") }}' as currency_code,
        cast('1970-01-01' as date) as valid_from,
        cast(1 as decimal(18, 6)) as rate

),

dated as (

    select
        {{ weft_key(['currency_code', 'valid_from']) }} as currency_rate_key,
        currency_code,
        rate,
        valid_from,
        lead(valid_from, 1, cast('9999-12-31' as date)) over (
            partition by currency_code order by valid_from
        ) as valid_to
    from rates

)

select * from dated
