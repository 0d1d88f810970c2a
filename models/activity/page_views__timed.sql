-- One row per page view with its place in the visit, the time spent on it and what it is about.
-- Dwell time ends with the next page; of the last page only the engagement time is known. Opening a
-- page earns half of its weight, staying the other half.
with events as (

    select * from {{ ref('web_events__sessionised') }}

),

paths as (

    select * from {{ ref('web_paths__described') }}

),

engagement as (

    select
        session_key,
        page_path,
        sum(engagement_msec) as engagement_msec
    from events
    where engagement_msec is not null
    group by session_key, page_path

),

pages as (

    select
        event_key,
        session_key,
        source_system,
        visitor_key,
        occurred_at,
        host,
        page_path,
        page_title,
        brand_key,
        row_number() over visit as page_number,
        lead(occurred_at) over visit as next_page_at
    from events
    where event_name = 'page_view'
    window visit as (
        partition by session_key order by occurred_at, event_ordinal, event_key
    )

),

timed as (

    select
        pages.event_key,
        pages.session_key,
        pages.source_system,
        pages.visitor_key,
        pages.occurred_at,
        pages.host,
        pages.page_path,
        pages.page_title,
        pages.brand_key,
        pages.page_number,
        pages.next_page_at is null as is_exit,
        cast(coalesce(
            {{ date_diff_seconds('pages.occurred_at', 'pages.next_page_at') }},
            round(engagement.engagement_msec / 1000)
        ) as bigint) as dwell_seconds
    from pages
    left join engagement
        on
            pages.session_key = engagement.session_key
            and pages.page_path = engagement.page_path

),

scored as (

    select
        timed.event_key,
        timed.session_key,
        timed.source_system,
        timed.visitor_key,
        timed.occurred_at,
        timed.host,
        timed.page_path,
        timed.page_title,
        timed.brand_key,
        timed.page_number,
        timed.is_exit,
        timed.dwell_seconds,
        paths.page_kind,
        paths.topic,
        paths.price_level,
        cast(
            coalesce(paths.score_weight, 0) / 2.0 * (
                1 + least(coalesce(timed.dwell_seconds, 0), {{ var('page_dwell_cap_seconds') }})
                / cast({{ var('page_dwell_cap_seconds') }} as {{ double_type() }})
            ) as decimal(18, 4)
        ) as page_score
    from timed
    left join paths on timed.host = paths.host and timed.page_path = paths.page_path

)

select * from scored
