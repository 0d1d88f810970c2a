-- No web event is lost or counted twice between the events and the sessions.
with events as (

    select count(*) as event_count from {{ ref('web_events__measured') }}

),

sessions as (

    select coalesce(sum(event_count), 0) as event_count from {{ ref('sessions__sourced') }}

),

compared as (

    select
        events.event_count,
        sessions.event_count as session_event_count
    from events
    cross join sessions

)

select * from compared
where event_count != session_event_count
