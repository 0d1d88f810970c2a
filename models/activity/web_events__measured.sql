-- One row per web event of a person, from the one source that measures its host.
{{ config(materialized='view') }}

with events as (

    select * from {{ ref('web_events__unioned') }}
    where not coalesce(is_bot, false)

),

hosts as (

    select * from {{ ref('web_hosts') }}

),

measured as (

    select
        events.event_key,
        events.source_system,
        events.visitor_key,
        events.source_session_id,
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
        events.currency_code,
        events.search_term,
        events.promotion_name,
        events.engagement_msec,
        events.device_category,
        coalesce(events.brand_key, hosts.brand_key) as brand_key
    from events
    left join hosts on events.host = hosts.host
    where
        events.visitor_key is not null
        and coalesce(hosts.measured_by, events.source_system) = events.source_system

)

select * from measured
