-- One row per measured web event with the session it belongs to.
-- GA4 names the session; elsewhere 30 minutes without a request end it. Midnight ends nothing.
with events as (

    select * from {{ ref('web_events__measured') }}

),

followed as (

    select
        event_key,
        visitor_key,
        occurred_at,
        event_ordinal,
        lag(occurred_at) over (
            partition by visitor_key order by occurred_at, event_ordinal, event_key
        ) as previous_at
    from events
    where source_session_id is null

),

gaps as (

    select
        event_key,
        visitor_key,
        occurred_at,
        event_ordinal,
        case
            when
                {{ date_diff_seconds('previous_at', 'occurred_at') }}
                <= 60 * {{ var('visit_minutes') }}
                then 0
            else 1
        end as is_new_session
    from followed

),

numbered as (

    select
        event_key,
        'visit ' || cast(sum(is_new_session) over (
            partition by visitor_key
            order by occurred_at, event_ordinal, event_key
            rows between unbounded preceding and current row
        ) as string) as session_id
    from gaps

),

named as (

    select
        events.*,
        coalesce(events.source_session_id, numbered.session_id) as session_id
    from events
    left join numbered on events.event_key = numbered.event_key

),

sessionised as (

    select
        event_key,
        {{ weft_key(['visitor_key', 'session_id']) }} as session_key,
        source_system,
        visitor_key,
        session_id,
        event_name,
        occurred_at,
        event_ordinal,
        host,
        page_url,
        page_path,
        page_title,
        referrer,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_content,
        utm_term,
        click_id_type,
        purl,
        transaction_id,
        value_amount,
        currency_code,
        search_term,
        promotion_name,
        engagement_msec,
        device_category,
        brand_key
    from named

)

select * from sessionised
