-- One row per objective, brand, status of the customer and path that many people took.
with journeys as (

    select * from {{ ref('fct_journeys') }}

),

walked as (

    select
        objective,
        brand_key,
        customer_status,
        path,
        step_count,
        count(*) as journey_count,
        count(distinct person_key) as people_count,
        count(case when is_converted then 1 end) as conversion_count
    from journeys
    group by objective, brand_key, customer_status, path, step_count
    having count(distinct person_key) >= {{ var('share_min_people') }}

)

select * from walked
