-- One row per page view with its place in the visit, the time spent on it and what it is about.
-- Dwell time ends with the next page; of the last page only the engagement time is known. Opening a
-- page earns half of its weight, staying the other half.
with events as (

    select * from {{ ref('web_events__sessionised') }}

),

paths as (

    select * from {{ ref('web_paths__described') }}

),

-- A list of results is about what was searched for, where we have pages about that.
searched as (

    select
        brand_key,
        plain_text,
        topic
    from {{ ref('topic_texts__judged') }}
    where
        said_in = 'search'
        and topic in (select path_rules.topic from {{ ref('web_path_rules') }} as path_rules)

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
        page_url,
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
        pages.page_url,
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

described as (

    select
        timed.*,
        paths.page_kind,
        paths.topic as path_topic,
        paths.price_level,
        coalesce(paths.score_weight, 0) as score_weight,
        case
            when paths.page_kind = 'search'
                then {{ plain_text(url_parameter('timed.page_url', 'q')) }}
        end as plain_term
    from timed
    left join paths on timed.host = paths.host and timed.page_path = paths.page_path

),

scored as (

    select
        described.event_key,
        described.session_key,
        described.source_system,
        described.visitor_key,
        described.occurred_at,
        described.host,
        described.page_path,
        described.page_title,
        described.brand_key,
        described.page_number,
        described.is_exit,
        described.dwell_seconds,
        described.page_kind,
        coalesce(described.path_topic, searched.topic) as topic,
        described.price_level,
        cast(
            described.score_weight / 2.0 * (
                1
                + least(
                    coalesce(described.dwell_seconds, 0), {{ var('page_dwell_cap_seconds') }}
                ) / cast({{ var('page_dwell_cap_seconds') }} as {{ double_type() }})
            ) as decimal(18, 4)
        ) as page_score
    from described
    left join searched
        on
            described.plain_term = searched.plain_text
            and described.brand_key = searched.brand_key

)

select * from scored
