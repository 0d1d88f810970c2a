-- One row per scheme, brand, topic and segment that many customers are in.
with counted as (

    select
        scheme,
        brand_key,
        topic,
        segment,
        count(distinct customer_key) as customer_count
    from {{ ref('customer_segments') }}
    group by scheme, brand_key, topic, segment
    having count(distinct customer_key) >= {{ var('share_min_people') }}

)

select * from counted
