-- One row per customer, brand, topic, range of prices and day on which she showed an interest in
-- it, by looking at pages, searching, or buying.
with pages as (

    select * from {{ ref('page_views__timed') }}
    where topic is not null and page_score > 0 and occurred_at <= {{ run_at() }}

),

sessions as (

    select * from {{ ref('sessions__resolved') }}
    where customer_key is not null

),

bought as (

    select * from {{ ref('topics__bought') }}
    where topic is not null

),

shown as (

    select
        sessions.customer_key,
        pages.brand_key,
        pages.topic,
        pages.price_level,
        cast(pages.occurred_at as date) as shown_on,
        pages.page_score as interest_score,
        pages.page_score as look_score
    from pages
    inner join sessions on pages.session_key = sessions.session_key
    union all
    select
        customer_key,
        brand_key,
        topic,
        price_level,
        bought_on as shown_on,
        line_count * {{ var('conflict_purchase_score') }} as interest_score,
        0 as look_score
    from bought

),

dated as (

    select
        customer_key,
        brand_key,
        topic,
        price_level,
        shown_on,
        cast(sum(interest_score) as decimal(18, 4)) as interest_score,
        cast(sum(look_score) as decimal(18, 4)) as look_score
    from shown
    group by customer_key, brand_key, topic, price_level, shown_on

)

select * from dated
