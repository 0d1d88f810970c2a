-- One row per objective, brand, new or returning customers, and path: how often, how long, and
-- what came of it.
with journeys as (

    select * from {{ ref('fct_journeys') }}

),

counted as (

    select
        objective,
        brand_key,
        customer_status,
        path,
        min(step_count) as step_count,
        count(*) as journey_count,
        count(conversion_key) as conversion_count,
        sum(amount) as revenue_amount,
        sum(case when is_converted then journey_days else 0 end) as converted_days,
        sum(case when is_converted then touch_count else 0 end) as converted_touch_count
    from journeys
    group by objective, brand_key, customer_status, path

),

assembled as (

    select
        {{ weft_key(['objective', 'brand_key', 'customer_status', 'path']) }} as journey_path_key,
        objective,
        brand_key,
        customer_status,
        path,
        step_count,
        journey_count,
        conversion_count,
        cast(conversion_count / cast(journey_count as double) as decimal(18, 6)) as conversion_rate,
        cast(revenue_amount as decimal(18, 2)) as revenue_amount,
        cast(converted_days / nullif(cast(conversion_count as double), 0) as decimal(18, 2))
            as mean_days_to_convert,
        cast(converted_touch_count / nullif(cast(conversion_count as double), 0) as decimal(18, 2))
            as mean_touches_to_convert,
        '{{ var("reporting_currency") }}' as currency_code
    from counted

)

select * from assembled
