-- One row per GA4 event.
{{ config(materialized='table') }}

with events as (select * from {{ ref('stg_ga4__events') }}),

settings as (select * from {{ ref('source_settings') }} where source_system = 'ga4'),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'ga4'),

located as (
    select
        events.*,
        coalesce(
            events.collected_gclid,
            events.param_gclid,
            {{ url_parameter('events.page_location', 'gclid') }}
        ) as gclid,
        {{ url_parameter('events.page_location', 'fbclid') }} as fbclid,
        {{ url_parameter('events.page_location', 'msclkid') }} as msclkid,
        {{ url_parameter('events.page_location', 'utm_source') }} as url_source,
        {{ url_parameter('events.page_location', 'utm_medium') }} as url_medium,
        {{ url_parameter('events.page_location', 'utm_campaign') }} as url_campaign,
        {{ url_parameter('events.page_location', 'utm_content') }} as url_content,
        {{ url_parameter('events.page_location', 'utm_term') }} as url_term,
        {{ url_parameter('events.page_location', 'mc_eid') }} as email_euid,
        {{ purl_code(url_parameter('events.page_location', '_purl')) }} as purl,
        settings.time_zone,
        settings.currency_code as default_currency_code,
        brands.brand_key
    from events
    cross join settings
    left join brands on events.stream_id = brands.source_value
),

-- What the address bar or the event itself says comes first. Google clicks without UTM values
-- show as google / organic in the raw parameters: the click id tells them apart.
attributed as (
    select
        located.*,
        coalesce(collected_source, url_source) is null and gclid is not null as is_google_click,
        coalesce(collected_source, url_source, param_source) as stated_source,
        coalesce(collected_medium, url_medium, param_medium) as stated_medium,
        coalesce(collected_campaign, url_campaign, param_campaign) as stated_campaign
    from located
),

conformed as (
    {{ conform('web_events', 'attributed', {
        'source_system': "'ga4'",
        'source_id': 'event_id',
        'visitor_key': 'case when user_pseudo_id is not null then '
            ~ weft_key(["'ga4'", 'user_pseudo_id']) ~ ' end',
        'source_session_id': 'ga_session_id',
        'event_name': 'event_name',
        'occurred_at': 'occurred_at',
        'occurred_local_at': from_utc('occurred_at', 'time_zone'),
        'event_ordinal': 'coalesce(batch_page_id * 1000000 + batch_ordering_id, line_number)'
            ~ ' * 1000 + coalesce(batch_event_index, 0)',
        'host': 'coalesce(' ~ url_host('page_location') ~ ', hostname)',
        'page_url': 'page_location',
        'page_path': url_path('page_location'),
        'page_title': 'page_title',
        'referrer': 'page_referrer',
        'utm_source': "case when is_google_click then 'google' else stated_source end",
        'utm_medium': "case when is_google_click then 'cpc' else stated_medium end",
        'utm_campaign': 'case when is_google_click then google_ads_campaign_name'
            ~ ' else stated_campaign end',
        'utm_content': 'coalesce(collected_content, url_content, param_content)',
        'utm_term': 'coalesce(collected_term, url_term, param_term)',
        'click_id_type': "case when gclid is not null then 'gclid'"
            ~ " when msclkid is not null then 'msclkid' when fbclid is not null then 'fbclid'"
            ~ " when collected_dclid is not null then 'dclid'"
            ~ " when collected_srsltid is not null then 'srsltid' end",
        'click_id': 'coalesce(gclid, msclkid, fbclid, collected_dclid, collected_srsltid)',
        'user_id': 'user_id',
        'email_euid': 'email_euid',
        'purl': 'purl',
        'transaction_id': 'transaction_id',
        'value_amount': 'coalesce(purchase_amount, refund_amount, param_value_amount)',
        'currency_code': 'coalesce(currency_code, default_currency_code)',
        'search_term': 'search_term',
        'promotion_name': 'coalesce(item_promotion_name, param_promotion_name)',
        'engagement_msec': 'engagement_msec',
        'device_category': 'device_category',
        'is_bot': 'false',
        'brand_key': 'brand_key',
    }) }}
)

select * from conformed
