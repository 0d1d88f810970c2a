-- One row per day, from the first order or touch to a year after the run.
with days as (

    {{ date_spine("cast('2015-01-01' as date)", add_days('cast(' ~ run_at() ~ ' as date)', 366)) }}

),

described as (

    select
        date_day,
        cast(extract(year from date_day) as int) as year_number,
        cast(extract(quarter from date_day) as int) as quarter_number,
        cast(extract(month from date_day) as int) as month_number,
        cast(date_trunc('month', date_day) as date) as month_start_date,
        cast(date_trunc('week', date_day) as date) as week_start_date,
        cast({{ iso_weekday('date_day') }} as int) as weekday_number,
        {{ iso_weekday('date_day') }} >= 6 as is_weekend
    from days

)

select * from described
