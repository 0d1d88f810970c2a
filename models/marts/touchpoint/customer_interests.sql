-- One row per customer, brand and topic: how much of it they looked at, old looks counting less.
with pages as (

    select * from {{ ref('page_views__timed') }}
    where topic is not null and page_score > 0

),

sessions as (

    select * from {{ ref('sessions__resolved') }}
    where customer_key is not null

),

looks as (

    select
        sessions.customer_key,
        pages.brand_key,
        pages.topic,
        pages.price_level,
        pages.session_key,
        pages.occurred_at,
        cast(
            pages.page_score * power(
                0.5,
                {{ date_diff_days('pages.occurred_at', run_at()) }}
                / cast({{ var('interest_half_life_days') }} as {{ double_type() }})
            ) as decimal(18, 6)
        ) as decayed_score
    from pages
    inner join sessions on pages.session_key = sessions.session_key
    where pages.occurred_at <= {{ run_at() }}

),

levels as (

    select
        customer_key,
        brand_key,
        topic,
        price_level,
        sum(decayed_score) as level_score,
        sum(sum(decayed_score)) over (
            partition by customer_key, brand_key, topic
        ) as all_levels_score
    from looks
    where price_level is not null
    group by customer_key, brand_key, topic, price_level

),

main_levels as (

    select
        customer_key,
        brand_key,
        topic,
        price_level,
        level_score / nullif(all_levels_score, 0) as price_level_share
    from levels
    qualify row_number() over (
        partition by customer_key, brand_key, topic order by level_score desc, price_level
    ) = 1

),

scored as (

    select
        customer_key,
        brand_key,
        topic,
        sum(decayed_score) as interest_score,
        count(*) as page_view_count,
        count(distinct session_key) as visit_count,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at
    from looks
    group by customer_key, brand_key, topic

),

ranked as (

    select
        {{ weft_key(['scored.customer_key', 'scored.brand_key', 'scored.topic']) }}
            as interest_key,
        scored.customer_key,
        scored.brand_key,
        scored.topic,
        cast(scored.interest_score as decimal(18, 4)) as interest_score,
        row_number() over (
            partition by scored.customer_key, scored.brand_key
            order by scored.interest_score desc, scored.last_seen_at desc, scored.topic
        ) as interest_rank,
        cast(
            scored.interest_score / nullif(sum(scored.interest_score) over (
                partition by scored.customer_key, scored.brand_key
            ), 0) as decimal(5, 4)
        ) as interest_share,
        main_levels.price_level,
        cast(main_levels.price_level_share as decimal(5, 4)) as price_level_share,
        scored.page_view_count,
        scored.visit_count,
        scored.first_seen_at,
        scored.last_seen_at
    from scored
    left join main_levels
        on
            scored.customer_key = main_levels.customer_key
            and scored.brand_key = main_levels.brand_key
            and scored.topic = main_levels.topic

)

select * from ranked
