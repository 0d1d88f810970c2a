-- One row per session with the customer whose visit it was, where the visitor is known.
with sessions as (

    select * from {{ ref('sessions__channelled') }}

),

links as (

    select * from {{ ref('visitors__linked') }}

),

campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

continued as (

    select * from {{ ref('sessions__continued') }}

),

resolved as (

    select
        sessions.session_key,
        sessions.source_system,
        sessions.session_id,
        sessions.visitor_key,
        links.customer_key,
        links.evidence as customer_evidence,
        links.confidence as customer_confidence,
        sessions.started_at,
        sessions.ended_at,
        sessions.event_count,
        sessions.page_view_count,
        sessions.basket_count,
        sessions.purchase_count,
        coalesce(sessions.brand_key, campaigns.brand_key) as brand_key,
        sessions.device_category,
        sessions.host,
        sessions.landing_path,
        sessions.exit_path,
        sessions.referrer_host,
        sessions.traffic_source,
        sessions.traffic_medium,
        sessions.utm_campaign,
        sessions.first_search_term,
        sessions.creative_code,
        case
            when sessions.source_channel = 'direct_mail' and campaigns.channel = 'catalogue'
                then 'catalogue'
            else sessions.source_channel
        end as channel,
        campaigns.campaign_key,
        continued.continued_in_session_key
    from sessions
    left join continued on sessions.session_key = continued.session_key
    left join links
        on
            sessions.visitor_key = links.visitor_key
            and sessions.started_at >= links.valid_from
            and sessions.started_at < links.valid_to
    left join campaigns on sessions.campaign_code = campaigns.campaign_code

)

select * from resolved
