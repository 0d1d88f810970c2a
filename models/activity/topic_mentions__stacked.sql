-- One row per time that somebody said what is on their mind: a search on a site, a complaint,
-- another case, an inbound call. A search repeated in one visit is one.
with events as (

    select * from {{ ref('web_events__sessionised') }}

),

paths as (

    select * from {{ ref('web_paths__described') }}
    where page_kind = 'search'

),

cases as (

    select * from {{ ref('cases__unioned') }}

),

calls as (

    select * from {{ ref('calls__unioned') }}
    where direction = 'inbound'

),

-- A tag tells the term by an event; a server's log has it in the address only.
searches as (

    select
        events.session_key,
        events.source_system,
        events.brand_key,
        events.occurred_at,
        {{ plain_text(
            "coalesce(events.search_term, case when paths.page_path is not null then "
            ~ url_parameter('events.page_url', 'q') ~ " end)"
        ) }} as plain_term
    from events
    left join paths on events.host = paths.host and events.page_path = paths.page_path
    where events.search_term is not null or paths.page_path is not null

),

stacked as (

    select
        'search' as said_in,
        session_key || plain_term as said_id,
        session_key,
        cast(null as string) as activity_key,
        source_system,
        brand_key,
        min(occurred_at) as said_at,
        plain_term as plain_headline,
        cast(null as string) as plain_body
    from searches
    where plain_term is not null
    group by session_key, plain_term, source_system, brand_key
    union all
    select
        case when is_complaint then 'complaint' else 'case' end as said_in,
        case_key as said_id,
        cast(null as string) as session_key,
        case_key as activity_key,
        source_system,
        brand_key,
        opened_at as said_at,
        {{ plain_text('subject') }} as plain_headline,
        {{ plain_text('description') }} as plain_body
    from cases
    union all
    select
        'call' as said_in,
        call_key as said_id,
        cast(null as string) as session_key,
        call_key as activity_key,
        source_system,
        brand_key,
        called_at as said_at,
        {{ plain_text('subject') }} as plain_headline,
        {{ plain_text('description') }} as plain_body
    from calls

),

keyed as (

    select
        {{ weft_key(['said_in', 'said_id', 'brand_key']) }} as mention_key,
        said_in,
        session_key,
        activity_key,
        source_system,
        brand_key,
        said_at,
        plain_headline,
        plain_body
    from stacked
    where said_at is not null

)

select * from keyed
