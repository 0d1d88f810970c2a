-- One row per month, brand and topic that many people spoke of; words that no rule knows stay out.
with mentions as (

    select
        cast(date_trunc('month', said_at) as date) as month_start_date,
        brand_key,
        topic,
        said_in,
        coalesce(customer_key, visitor_key) as person_key
    from {{ ref('fct_topic_mentions') }}
    where topic in (select topic_rules.topic from {{ ref('topic_rules') }} as topic_rules)

),

counted as (

    select
        month_start_date,
        brand_key,
        topic,
        said_in,
        count(*) as mention_count,
        count(distinct person_key) as people_count
    from mentions
    group by month_start_date, brand_key, topic, said_in
    having count(distinct person_key) >= {{ var('share_min_people') }}

)

select * from counted
