-- One row per country with a holiday calendar and day, with the business days until its end.
with days as (

    select * from {{ ref('dim_date') }}

),

holidays as (

    select * from {{ ref('public_holidays') }}

),

countries as (

    select distinct country_code from holidays

),

numbered as (

    select
        {{ weft_key(['countries.country_code', 'days.date_day']) }} as business_day_key,
        countries.country_code,
        days.date_day,
        cast(
            sum(
                case when days.is_weekend or holidays.holiday_date is not null then 0 else 1 end
            ) over (partition by countries.country_code order by days.date_day)
            as bigint
        ) as business_day_number
    from days
    cross join countries
    left join holidays
        on
            countries.country_code = holidays.country_code
            and days.date_day = holidays.holiday_date

)

select * from numbered
