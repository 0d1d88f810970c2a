-- Requests as the web servers of the hotels and of the micro-site log them.

create or replace macro log_time(ts) as strftime(london(ts), '%d/%b/%Y:%H:%M:%S ')
    || case when is_summer_time(ts) then '+0100' else '+0000' end;

-- Robots: what they call themselves, and a range of addresses each kind comes from.
create or replace table weblog_robot as
select * from (values
    ('crawler', '66.249.66.', ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
        'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/124.0.0.0 Safari/537.36',
        'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
        'Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)',
        'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
        'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)']),
    ('preview', '173.252.87.', ['facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
        'WhatsApp/2.23.20.0', 'Twitterbot/1.0',
        'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
        'TelegramBot (like TwitterBot)', 'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)']),
    ('monitor', '216.245.221.', ['Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)',
        'Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)']),
    ('probe', '45.148.10.', ['-', 'python-requests/2.31.0', 'Go-http-client/1.1',
        'Mozilla/5.0 \"zgrab/0.x\"',
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/78.0.3904.108 Safari/537.36'])
) as listed(bot_kind, network, user_agents);

-- What people ask the hotels' server for: pages, and the pictures and styles in them.
create or replace view weblog_page as
with pages as (
    select
        visit.visit_id,
        visit.has_reload,
        page_view.ordinal,
        page_view.kind,
        page_view.seen_at,
        page_view.path || case
            when page_view.ordinal = 1 then visit_request.query
            when page_view.kind = 'search' then '?q=' || url_text(page_view.search_term)
            else ''
        end as target,
        coalesce(case when page_view.ordinal = 1 then visit_request.referrer else
            'https://www.lindenhotels.example' || lag(page_view.path) over (
                partition by page_view.visit_id order by page_view.ordinal) end, '-') as referrer,
        visit_request.ip_address,
        visit_request.user_agent,
        row_number() over (order by page_view.visit_id, page_view.ordinal) as page_n,
    from page_view
    inner join (
        select visit.visit_id, coalesce(purchase.has_reload, false) as has_reload,
        from visit
        left join purchase using (purchase_id)
        where visit.brand_key = 'linden'
    ) as visit using (visit_id)
    inner join visit_request using (visit_id)
)
select
    'linden' as site, visit_id, page_n * 16 as request_key, seen_at as requested_at, ip_address,
    'GET' as method, target, 200 as status, 4000 + whole('page size', page_n, 60000) as bytes,
    referrer, user_agent,
from pages
union all
select
    site.name, visit_id, page_n * 16 + asset.n, seen_at + to_seconds(1 + asset.n // 3), ip_address,
    'GET', case asset.n when 1 then '/assets/main.4f1c.css' when 2 then '/assets/app.91be.js'
        when 3 then '/favicon.ico' else '/assets/img/' || whole('picture', page_n, 400) || '.webp' end,
    case when asset.n < 4 and chance('asset known', visit_id, 0.3) then 304 else 200 end,
    case when asset.n < 4 and chance('asset known', visit_id, 0.3) then 0
        else 900 + whole('asset size', page_n * 16 + asset.n, 90000) end,
    'https://www.lindenhotels.example' || split_part(target, '?', 1), user_agent,
from pages
cross join (values ('linden')) as site(name)
inner join range(1, 5) as asset(n) on ordinal = 1 or asset.n = 4
union all
-- Forms and payments are posted, and answered with a redirect.
select
    'linden', visit_id, page_n * 16 + 5,
    case kind when 'thanks' then seen_at - interval 1 second else seen_at + interval 25 second end,
    ip_address, 'POST', case kind when 'thanks' then '/checkout' else split_part(target, '?', 1) end,
    303, 0, 'https://www.lindenhotels.example' || case kind when 'thanks' then '/checkout'
        else split_part(target, '?', 1) end, user_agent,
from pages
where kind in ('thanks', 'form')
union all
select
    'linden', visit_id, page_n * 16 + 6, seen_at + to_seconds(40 + whole('reload', page_n, 600)),
    ip_address, 'GET', target, 200, 6100, referrer, user_agent,
from pages
where kind = 'thanks' and has_reload;

-- Personal URLs as they are printed, and as people type them.
create or replace macro typed_purl(x, key) as case
    when chance('types small letters', key, 0.2) then lower(x)
    when chance('types a full stop', key, 0.05) then x || '.'
    when chance('types a blank', key, 0.03) then x || '%20'
    when chance('types a dot', key, 0.03) then x[1:4] || '.' || x[5:]
    when chance('types a folder', key, 0.02) then 'p/' || x
    else x
end;

-- What people ask the micro-site for: short links of texts, personal URLs and codes of mailings.
create or replace view weblog_go as
with hits as (
    select
        visit.visit_id,
        visit.brand_key,
        visit.started_at - interval 2 second as requested_at,
        case arrival
            when 'sms' then '/s/' || campaign.short_code
            when 'qr' then '/q/' || lower(campaign.campaign_code)
            else '/' || typed_purl(visit_request.purl, visit_id)
        end as target,
        visit_request.ip_address,
        visit_request.user_agent,
        visit_request.purl,
        arrival = 'purl' and chance('personal page', visit_id, 0.3) as has_page,
        row_number() over (order by visit_id) as hit_n,
    from visit
    inner join visit_request using (visit_id)
    inner join campaign using (campaign_no)
    where is_by_microsite
)
select
    'go' as site, visit_id, hit_n * 16 as request_key,
    requested_at - to_seconds(case when has_page then 25 else 0 end) as requested_at, ip_address,
    'GET' as method, target, case when has_page then 200 else 302 end as status,
    case when has_page then 5100 else 0 end as bytes, '-' as referrer, user_agent,
from hits
union all
select 'go', visit_id, hit_n * 16 + 1, requested_at - interval 24 second, ip_address, 'GET',
    '/assets/card.css', 200, 2210, 'https://go.harbourvale.example' || target, user_agent,
from hits where has_page
union all
select 'go', visit_id, hit_n * 16 + 2, requested_at, ip_address, 'GET', '/out/' || brand_key, 302, 0,
    'https://go.harbourvale.example' || target, user_agent,
from hits where has_page
union all
select 'go', visit_id, hit_n * 16 + 3, requested_at - interval 24 second, ip_address, 'GET',
    '/favicon.ico', 404, 196, 'https://go.harbourvale.example' || target, user_agent,
from hits where has_page
union all
-- A letter lost in typing leads nowhere, and is typed again.
select 'go', visit_id, hit_n * 16 + 4, requested_at - interval 50 second, ip_address, 'GET',
    '/' || purl[1:-2], 404, 196, '-', user_agent,
from hits where purl is not null and chance('typed wrongly', visit_id, 0.06);

create or replace view weblog_bot as
with texts as (
    select list(short_code order by campaign_no) as codes from campaign where channel = 'sms'
)
select
    site,
    null::bigint as visit_id,
    (1::bigint << 50) + bot_visit_id * 64 + ordinal as request_key,
    requested_at,
    network || (1 + whole('robot address', case when bot_kind = 'probe' then bot_visit_id
        else bot_n end, 250)) as ip_address,
    case when bot_kind = 'monitor' and bot_n % 2 = 0 then 'HEAD' else 'GET' end as method,
    case
        when site = 'go' then '/s/' || codes[1 + whole('previewed', bot_visit_id, len(codes))]
        when bot_kind = 'crawler' and ordinal = 1 then '/robots.txt'
        else path
    end as target,
    case when site = 'go' then 302 when bot_kind = 'probe' then 404 else 200 end as status,
    case when bot_kind = 'probe' then 196 when site = 'go' then 0 else 5200 end as bytes,
    '-' as referrer,
    user_agents[1 + bot_n % len(user_agents)] as user_agent,
from bot_request
inner join weblog_robot using (bot_kind)
cross join texts;

-- One row per request and log that holds it. Some logs start with the last day of the one before.
create or replace table weblog_request as
with requests as (
    select * from weblog_page union all select * from weblog_go union all select * from weblog_bot
),
dated as (
    select
        *,
        london(requested_at)::date as day,
        delivered_on(london(requested_at)::date) as rotated_on,
    from requests
    where requested_at < moment(getvariable('period_end'), 86400)
),
logged as (
    select * from dated
    union all
    select dated.* exclude (rotated_on), delivered_on(day + 7)
    from dated
    where isodow(day) = 7 and chance('logs overlap', site || delivered_on(day), 0.04)
        and day + 7 <= getvariable('period_end')
)
select
    logged.* exclude (day),
    request_key * 2 + (site = 'go')::integer as line_key,
    rotated_on + case when site = 'go' and rotated_on = getvariable('late_log') then 7 else 0 end
        as delivered_on,
from logged;

-- One row per request. Beside some stand what is no request: handshakes sent to the wrong port,
-- connections that said nothing.
create or replace view weblog_line as
with lined as (
    select
        site,
        rotated_on,
        delivered_on,
        requested_at,
        line_key,
        log_time(requested_at) as logged_at,
        ip_address || ' - - [' || logged_at || '] "' || method || ' ' || target
        || case when chance('newer protocol', ip_address, 0.6) then ' HTTP/2.0" '
            else ' HTTP/1.1" ' end
        || status || ' ' || case bytes when 0 then '-' else bytes::varchar end || ' "' || referrer
        || '" "' || user_agent || '"' || chr(10)
        || case
            when chance('handshake', request_key, 0.0005)
                then '45.148.10.9 - - [' || logged_at || '] "\x16\x03\x01" 400 226 "-" "-"'
                || chr(10)
            when chance('silence', request_key, 0.0005)
                then '45.148.10.12 - - [' || logged_at || '] "-" 408 - "-" "-"' || chr(10)
            else ''
        end as line,
    from weblog_request
)
select
    * exclude (line, logged_at),
    line || case when line_gets_broken(line_key) then left(line, 40) || chr(10) else '' end as line,
from lined;
