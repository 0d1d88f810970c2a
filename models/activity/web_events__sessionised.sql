-- One row per measured web event with the session it belongs to.
-- GA4 names the session; elsewhere 30 minutes without a request end it. Midnight ends nothing.
with events as (

    select * from {{ ref('web_events__measured') }}

),

followed as (

    select
        event_key,
        visitor_key,
        source_session_id,
        occurred_at,
        event_ordinal,
        lag(occurred_at) over (
            partition by visitor_key order by occurred_at, event_ordinal, event_key
        ) as previous_at
    from events

),

gaps as (

    select
        event_key,
        visitor_key,
        source_session_id,
        occurred_at,
        event_ordinal,
        case
            when {{ date_diff_seconds('previous_at', 'occurred_at') }} <= 60 * {{ var('visit_minutes') }}
                then 0
            else 1
        end as is_new_session
    from followed

),

numbered as (

    select
        event_key,
        coalesce(
            source_session_id,
            'visit ' || cast(sum(is_new_session) over (
                partition by visitor_key
                order by occurred_at, event_ordinal, event_key
                rows between unbounded preceding and current row
            ) as string)
        ) as session_id
    from gaps

),

sessionised as (

    select
        events.event_key,
        {{ weft_key(['events.visitor_key', 'numbered.session_id']) }} as session_key,
        events.source_system,
        events.visitor_key,
        numbered.session_id,
        events.event_name,
        events.occurred_at,
        events.event_ordinal,
        events.host,
        events.page_url,
        events.page_path,
        events.page_title,
        events.referrer,
        events.utm_source,
        events.utm_medium,
        events.utm_campaign,
        events.utm_content,
        events.utm_term,
        events.click_id_type,
        events.purl,
        events.transaction_id,
        events.value_amount,
        events.search_term,
        events.promotion_name,
        events.engagement_msec,
        events.device_category,
        events.brand_key
    from events
    inner join numbered on events.event_key = numbered.event_key

)

select * from sessionised
