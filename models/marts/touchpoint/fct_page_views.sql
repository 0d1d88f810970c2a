-- One row per page of a visit, in order, with the time spent on it and what it is about.
with pages as (

    select * from {{ ref('page_views__timed') }}

),

sessions as (

    select * from {{ ref('sessions__resolved') }}

),

assembled as (

    select
        pages.event_key as page_view_key,
        pages.session_key,
        pages.visitor_key,
        sessions.customer_key,
        pages.occurred_at,
        pages.page_number,
        pages.host,
        pages.page_path,
        pages.page_title,
        pages.brand_key,
        pages.page_kind,
        pages.topic,
        pages.price_level,
        pages.dwell_seconds,
        pages.page_score,
        pages.page_number = 1 as is_entry,
        pages.is_exit
    from pages
    inner join sessions on pages.session_key = sessions.session_key

)

select * from assembled
