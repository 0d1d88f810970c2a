-- One row per page, document or redirect that a server gave out, and per form that was sent to it.
-- Assets, errors and other requests are no events; robots are kept and marked.
{{ config(materialized='table') }}

with requests as (
    select *
    from {{ ref('stg_weblog__requests') }}
    where
        (method = 'GET' and http_status in (200, 301, 302, 303, 304, 307, 308))
        -- A form that was taken is answered with where to go next.
        or (method = 'POST' and http_status in (302, 303))
),

hosts as (select * from {{ ref('web_hosts') }}),

robots as (select * from {{ ref('weblog__robots') }}),

placed as (
    select
        requests.*,
        hosts.host as known_host,
        hosts.brand_key,
        coalesce(hosts.carries_purls, true) as carries_purls,
        {{ url_path('requests.target') }} as page_path,
        lower({{ regexp_group(url_path('requests.target'), "'[.]([A-Za-z0-9]{1,5})$'", 1) }})
            as file_extension
    from requests
    left join hosts on requests.site_name = hosts.site
),

named as (
    select
        placed.*,
        coalesce(known_host, site_name) as host,
        case
            when method = 'POST' then 'form_submit'
            when http_status not in (200, 304) then 'redirect'
            when file_extension in ('pdf', 'zip', 'docx', 'xlsx') then 'file_download'
            else 'page_view'
        end as event_name,
        -- A personal address is the only part of its path, or follows /p/; the micro-site's own
        -- folders (/s/ short links, /q/ QR codes) have two.
        case
            when carries_purls
                then {{ regexp_group(
                    url_decode('page_path'), "'^/(?:[pP]/)?([^/]*[A-Za-z][^/]{3,})/?$'", 1
                ) }}
        end as path_purl,
        case
            when carries_purls and {{ url_host('referrer') }} = known_host
                then {{ regexp_group(
                    url_decode(url_path('referrer')), "'^/(?:[pP]/)?([^/]*[A-Za-z][^/]{3,})/?$'", 1
                ) }}
        end as referrer_purl
    from placed
    where
        not {{ is_web_asset('page_path') }}
        and coalesce(file_extension, 'html') not in ('txt', 'xml', 'json')
),

judged as (
    select
        named.*,
        {{ weft_key(['named.ip_address', 'named.user_agent']) }} as visitor_id,
        robots.ip_address is not null as is_bot
    from named
    left join robots
        on
            named.ip_address = robots.ip_address
            and named.user_agent is not distinct from robots.user_agent
),

conformed as (
    {{ conform('web_events', 'judged', {
        'source_system': "'weblog'",
        'source_id': 'request_id',
        'visitor_key': weft_key(["'weblog'", 'visitor_id']),
        'event_name': 'event_name',
        'occurred_at': 'requested_at',
        'occurred_local_at': 'requested_local_at',
        'event_ordinal': 'line_number',
        'host': 'host',
        'page_url': "'https://' || host || target",
        'page_path': 'page_path',
        'referrer': 'referrer',
        'utm_source': url_parameter('target', 'utm_source'),
        'utm_medium': url_parameter('target', 'utm_medium'),
        'utm_campaign': url_parameter('target', 'utm_campaign'),
        'utm_content': url_parameter('target', 'utm_content'),
        'utm_term': url_parameter('target', 'utm_term'),
        'click_id_type': 'case'
            ~ ' when ' ~ url_parameter('target', 'gclid') ~ " is not null then 'gclid'"
            ~ ' when ' ~ url_parameter('target', 'msclkid') ~ " is not null then 'msclkid'"
            ~ ' when ' ~ url_parameter('target', 'fbclid') ~ " is not null then 'fbclid' end",
        'click_id': 'coalesce(' ~ url_parameter('target', 'gclid') ~ ', '
            ~ url_parameter('target', 'msclkid') ~ ', ' ~ url_parameter('target', 'fbclid') ~ ')',
        'email_euid': url_parameter('target', 'mc_eid'),
        'purl': purl_code(
            'coalesce(' ~ url_parameter('target', '_purl') ~ ', path_purl, referrer_purl)'
        ),
        'device_category': 'case when ' ~ regexp_matches('user_agent', "'iPad|Tablet'")
            ~ " then 'tablet' when " ~ regexp_matches('user_agent', "'Mobi|iPhone|Android'")
            ~ " then 'mobile' when user_agent is not null then 'desktop' end",
        'user_agent': 'user_agent',
        'ip_address': 'ip_address',
        'http_status': 'http_status',
        'is_bot': 'is_bot',
        'brand_key': 'brand_key',
    }) }}
)

select * from conformed
