-- One row per visit of a person to a web site.
with sessions as (

    select * from {{ ref('sessions__resolved') }}

),

acts as (

    select * from {{ ref('session_acts__counted') }}

),

assembled as (

    select
        sessions.session_key,
        sessions.source_system,
        sessions.visitor_key,
        sessions.customer_key,
        sessions.customer_evidence,
        sessions.customer_confidence,
        sessions.started_at,
        sessions.ended_at,
        cast(
            {{ date_diff_seconds('sessions.started_at', 'sessions.ended_at') }} as bigint
        ) as duration_seconds,
        sessions.page_view_count,
        acts.search_count,
        sessions.first_search_term,
        acts.promotion_view_count,
        acts.promotion_click_count,
        acts.download_count,
        acts.form_start_count,
        acts.form_finish_count,
        sessions.basket_count,
        acts.basket_amount,
        acts.checkout_count,
        sessions.purchase_count,
        (sessions.basket_count > 0 or acts.checkout_count > 0)
        and sessions.purchase_count = 0 and acts.thanks_page_count = 0 as has_abandoned_basket,
        acts.page_score,
        acts.main_topic,
        sessions.brand_key,
        sessions.device_category,
        sessions.host,
        sessions.landing_path,
        sessions.exit_path,
        sessions.referrer_host,
        sessions.traffic_source,
        sessions.traffic_medium,
        sessions.utm_campaign,
        sessions.channel,
        sessions.campaign_key,
        sessions.continued_in_session_key,
        sessions.continued_in_session_key is null as is_counted
    from sessions
    inner join acts on sessions.session_key = acts.session_key

)

select * from assembled
