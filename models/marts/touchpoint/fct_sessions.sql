-- One row per visit of a person to a web site.
with sessions as (

    select * from {{ ref('sessions__resolved') }}

),

assembled as (

    select
        session_key,
        source_system,
        visitor_key,
        customer_key,
        customer_evidence,
        customer_confidence,
        started_at,
        ended_at,
        cast({{ date_diff_seconds('started_at', 'ended_at') }} as bigint) as duration_seconds,
        page_view_count,
        basket_count,
        purchase_count,
        brand_key,
        device_category,
        host,
        landing_path,
        exit_path,
        referrer_host,
        traffic_source,
        traffic_medium,
        utm_campaign,
        first_search_term,
        channel,
        campaign_key
    from sessions

)

select * from assembled
