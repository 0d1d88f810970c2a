-- One row per session with where it came from: tags, click id, code, referrer, or nothing.
with events as (

    select * from {{ ref('web_events__sessionised') }}

),

hosts as (

    select * from {{ ref('web_hosts') }}

),

paths as (

    select * from {{ ref('web_paths__described') }}

),

aggregated as (

    select
        session_key,
        min(source_system) as source_system,
        min(visitor_key) as visitor_key,
        min(session_id) as session_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        count(*) as event_count,
        count(*) filter (where event_name = 'page_view') as page_view_count,
        count(*) filter (where event_name = 'add_to_cart') as basket_count,
        count(*) filter (where event_name = 'purchase') as purchase_count,
        min(brand_key) as brand_key,
        min(device_category) as device_category,
        {{ first_event_value('host') }} as host,
        {{ first_event_value('page_path', 'page_path is not null') }} as landing_path,
        {{ last_event_value('page_path', 'page_path is not null') }} as exit_path,
        {{ first_event_value('referrer', 'referrer is not null') }} as referrer,
        {{ first_event_value('utm_source', 'coalesce(utm_source, utm_medium) is not null') }}
            as utm_source,
        {{ first_event_value('utm_medium', 'coalesce(utm_source, utm_medium) is not null') }}
            as utm_medium,
        {{ first_event_value('utm_campaign', 'utm_campaign is not null') }} as utm_campaign,
        {{ first_event_value('utm_content', 'utm_content is not null') }} as utm_content,
        {{ first_event_value('click_id_type', 'click_id_type is not null') }} as click_id_type,
        {{ first_event_value('purl', 'purl is not null') }} as purl,
        {{ first_event_value('search_term', 'search_term is not null') }} as first_search_term
    from events
    group by session_key

),

referred as (

    select
        aggregated.session_key,
        {{ url_host('aggregated.referrer') }} as referrer_host
    from aggregated
    left join hosts on {{ url_host('aggregated.referrer') }} = hosts.host
    where aggregated.referrer is not null and hosts.host is null

),

sourced as (

    select
        aggregated.session_key,
        aggregated.source_system,
        aggregated.visitor_key,
        aggregated.session_id,
        aggregated.started_at,
        aggregated.ended_at,
        aggregated.event_count,
        aggregated.page_view_count,
        aggregated.basket_count,
        aggregated.purchase_count,
        aggregated.brand_key,
        aggregated.device_category,
        aggregated.host,
        aggregated.landing_path,
        aggregated.exit_path,
        referred.referrer_host,
        lower(coalesce(
            nullif(aggregated.utm_source, '(direct)'), paths.source,
            case
                when aggregated.click_id_type in ('gclid', 'wbraid', 'gbraid') then 'google'
                when aggregated.click_id_type = 'msclkid' then 'bing'
                when aggregated.click_id_type = 'fbclid' then 'facebook'
            end,
            referred.referrer_host
        )) as traffic_source,
        lower(coalesce(
            nullif(aggregated.utm_medium, '(none)'), paths.medium,
            case
                when aggregated.click_id_type in ('gclid', 'wbraid', 'gbraid', 'msclkid')
                    then 'cpc'
            end,
            case when referred.referrer_host is not null then 'referral' end
        )) as traffic_medium,
        aggregated.utm_campaign,
        aggregated.utm_content,
        aggregated.click_id_type,
        aggregated.purl,
        aggregated.first_search_term
    from aggregated
    -- The path of the landing page may stand for a source of its own.
    left join paths
        on aggregated.host = paths.host and aggregated.landing_path = paths.page_path
    left join referred on aggregated.session_key = referred.session_key

)

select * from sourced
