-- What a server learns of a visit: the browser, the address it comes from, the link that led to it.

create or replace table browser as
select
    (row_number() over (order by device_category, place))::integer as browser_n,
    (row_number() over (partition by device_category order by place))::integer as place,
    listed.* exclude (place),
from (values
    (1, 'mobile', 'Safari', 17, 'Apple', 'iPhone', 'iOS', '{v}.5',
        'Mozilla/5.0 (iPhone; CPU iPhone OS {v}_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{v}.5 Mobile/15E148 Safari/604.1'),
    (2, 'mobile', 'Safari', 16, 'Apple', 'iPhone', 'iOS', '{v}.2',
        'Mozilla/5.0 (iPhone; CPU iPhone OS {v}_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{v}.2 Mobile/15E148 Safari/604.1'),
    (3, 'mobile', 'Chrome', 128, 'Samsung', 'SM-S911B', 'Android', '14',
        'Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v}.0.0.0 Mobile Safari/537.36'),
    (4, 'mobile', 'Chrome', 128, 'Google', 'Pixel 8', 'Android', '15',
        'Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v}.0.0.0 Mobile Safari/537.36'),
    (5, 'mobile', 'Samsung Internet', 24, 'Samsung', 'SM-A546B', 'Android', '13',
        'Mozilla/5.0 (Linux; Android 13; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/{v}.0 Chrome/117.0.0.0 Mobile Safari/537.36'),
    (1, 'desktop', 'Chrome', 128, null, null, 'Windows', '10',
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v}.0.0.0 Safari/537.36'),
    (2, 'desktop', 'Edge', 127, null, null, 'Windows', '11',
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v}.0.0.0 Safari/537.36 Edg/{v}.0.0.0'),
    (3, 'desktop', 'Firefox', 126, null, null, 'Windows', '10',
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{v}.0) Gecko/20100101 Firefox/{v}.0'),
    (4, 'desktop', 'Safari', 16, 'Apple', null, 'Macintosh', 'Intel 10.15',
        'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{v}.4 Safari/605.1.15'),
    (5, 'desktop', 'Chrome', 129, 'Apple', null, 'Macintosh', 'Intel 10.15',
        'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v}.0.0.0 Safari/537.36'),
    (1, 'tablet', 'Safari', 16, 'Apple', 'iPad', 'iOS', '{v}.3',
        'Mozilla/5.0 (iPad; CPU OS {v}_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{v}.3 Mobile/15E148 Safari/604.1'),
    (2, 'tablet', 'Chrome', 127, 'Samsung', 'SM-X200', 'Android', '13',
        'Mozilla/5.0 (Linux; Android 13; SM-X200 Tablet) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v}.0.0.0 Safari/537.36')
) as listed(place, device_category, browser, first_version, device_brand, device_model,
    operating_system, operating_system_version, user_agent);

create or replace macro hex4(salt, key) as to_hex(whole(salt, key, 65536));

-- Addresses as providers of lines at home give them out, one in eight of the sixth version.
create or replace macro home_address(line_key, device_key) as case
    when chance('new address', line_key, 0.12) then
        '2a02:c7c:' || lower(hex4('address a', line_key) || ':' || hex4('address b', line_key)
        || ':' || hex4('address c', device_key) || ':' || hex4('address d', device_key)
        || ':' || hex4('address e', device_key) || ':' || hex4('address f', device_key))
    else pick(['81.', '82.', '86.', '90.', '92.', '31.', '151.'], 'net', line_key)
        || (16 + whole('address a', line_key, 200)) || '.' || whole('address b', line_key, 256)
        || '.' || (1 + whole('address c', line_key, 254))
end;

-- Telephones on the move share a provider's few addresses.
create or replace macro mobile_address(key) as
    '148.252.' || (128 + whole('mobile a', key, 16)) || '.' || (1 + whole('mobile b', key, 254));

create or replace macro url_text(x) as
    replace(replace(replace(x, '%', '%25'), ' ', '%20'), '|', '%7C');

-- One row per visit. The query is what the link on the brand's own site carries; a short link, a
-- personal URL or a QR code leads there over the micro-site.
create or replace table visit_request as
with known as (
    select
        visit.visit_id,
        visit.arrival,
        visit.device_id,
        visit.device_category,
        visit.started_at,
        coalesce(person.household_id, visit.device_id) as line_key,
        visit.arrival in ('sms', 'purl', 'qr') as is_by_microsite,
        campaign.platform,
        campaign.channel,
        campaign.campaign_name,
        campaign.utm_campaign,
        campaign.mailchimp_id,
        case visit.arrival when 'purl' then contact.purl end as purl,
        case visit.arrival when 'email' then member.euid end as euid,
        case when campaign.platform is not null then
            case campaign.platform when 'google_ads' then 'Cj0KCQ' when 'meta_ads' then 'IwAR'
                else '' end || text_of('click id', visit.visit_id)
        end as click_id,
        whole('browser', visit.device_id, 5) as browser_draw,
        whole('browser version', visit.device_id, 6) as version_draw,
        visit.device_category = 'mobile'
        and chance('on the move', visit.visit_id, 0.4) as is_on_the_move,
        -- Google tags its own clicks; half of the accounts' links carry nothing else.
        campaign.platform = 'google_ads' and campaign.channel = 'paid_search'
        and chance('auto-tagged only', visit.visit_id, 0.5) as is_auto_tagged,
    from visit
    left join person on person.person_id = visit.person_id
    left join campaign on campaign.campaign_no = visit.campaign_no
    left join contact on contact.contact_id = visit.contact_id
    left join member on member.relation_id = contact.relation_id
),
named as (
    select
        known.*,
        case
            when arrival in ('direct', 'organic', 'referral', 'social') or is_auto_tagged then null
            when arrival = 'email' then 'mailchimp'
            when arrival in ('purl', 'qr') then 'mail'
            when platform = 'google_ads' then 'google'
            when platform = 'meta_ads' then 'facebook'
            when platform = 'microsoft_ads' then 'bing'
            else arrival
        end as utm_source,
        case
            when arrival in ('direct', 'organic', 'referral', 'social') or is_auto_tagged then null
            when channel = 'paid_search' then 'cpc'
            when channel = 'display' then 'display'
            when channel = 'paid_social' then 'paid_social'
            else arrival
        end as utm_medium,
        case when platform is null then utm_campaign else campaign_name end as campaign_tag,
        pick(case arrival
            when 'organic' then ['https://www.google.com/', 'https://www.google.com/',
                'https://www.google.co.uk/', 'https://www.bing.com/', 'https://duckduckgo.com/']
            when 'referral' then ['https://www.homesandgardens.example/best-buys',
                'https://forum.walkers.example/t/8812', 'https://www.citybreaks.example/north',
                'https://vouchers.example/today', 'https://blog.dailyfinds.example/']
            when 'social' then ['https://l.facebook.com/', 'https://l.instagram.com/',
                'https://www.pinterest.co.uk/']
            when 'email' then ['https://mail.google.com/', null, null, null]
            else case platform when 'google_ads' then ['https://www.google.com/']
                when 'meta_ads' then ['https://l.facebook.com/', 'https://l.instagram.com/']
                when 'microsoft_ads' then ['https://www.bing.com/']
                else [null] end
        end, 'referrer', visit_id) as referrer,
    from known
)
select
    named.visit_id,
    is_by_microsite,
    browser.browser_n,
    -- Safari counts its versions slowly, the others one a month.
    browser.first_version + case when browser.first_version < 100 then version_draw % 3
        else version_draw end as browser_version,
    replace(browser.user_agent, '{v}', browser_version::varchar) as user_agent,
    case
        when is_on_the_move
            then mobile_address(device_id * 128 + date_diff('week', date '2020-01-06',
                started_at::date))
        else home_address(line_key * 16 + date_diff('day', date '2020-01-01', started_at::date)
            // 150, device_id)
    end as ip_address,
    case
        when utm_source is not null then
            '?utm_source=' || utm_source || '&utm_medium=' || utm_medium || '&utm_campaign='
            || url_text(campaign_tag)
            || coalesce('&mc_cid=' || mailchimp_id || '&mc_eid=' || euid, '')
            || coalesce('&_purl=' || purl, '')
            || coalesce(case platform when 'google_ads' then '&gclid='
                when 'meta_ads' then '&fbclid=' else '&msclkid=' end || click_id, '')
        when is_auto_tagged then '?gclid=' || click_id
        else ''
    end as query,
    referrer,
    utm_source,
    utm_medium,
    case when utm_source is not null then campaign_tag end as utm_campaign,
    case when platform = 'google_ads' then click_id end as gclid,
    is_auto_tagged,
    euid,
    purl,
from named
inner join browser
    on browser.device_category = named.device_category
    and browser.place = 1 + browser_draw % case named.device_category when 'tablet' then 2
        else 5 end;
