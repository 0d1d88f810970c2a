-- What was looked at in each visit, page by page, and the robots among the visitors.

set variable brand_products = (select map_from_entries(list((brand_key,
    products) order by brand_key))
    from (select brand_key, count(*) as products from product group by brand_key));

create or replace macro dwell(page_key) as
    8 + floor(-ln(1 - draw('dwell', page_key)) * 45)::integer;

-- One row per page of a visit. Dwell is null for the last page: nobody knows how long it was read.
create or replace table page_view as
with pages as (
    select
        visit.visit_id,
        visit.brand_key,
        visit.brand_n,
        visit.outcome,
        visit.page_count,
        visit.started_at,
        visit.campaign_no,
        visit.relation_id,
        series.n as ordinal,
        visit.visit_id * 16 + series.n as page_key,
    from visit
    inner join range(1, 12) as series(n) on series.n <= visit.page_count
),
kinds as (
    select
        *,
        case
            when outcome = 'order' and ordinal = page_count then 'thanks'
            when outcome = 'order' and ordinal = page_count - 1 then 'checkout'
            when outcome = 'order' and ordinal = page_count - 2 then 'basket'
            when outcome = 'abandoned' and ordinal = page_count then
                case when chance('leaves the checkout', visit_id, 0.4) then 'checkout'
                    else 'basket' end
            when outcome = 'abandoned' and ordinal = page_count - 1 then 'product'
            when outcome = 'order' and ordinal = page_count - 3 then 'product'
            when outcome = 'search' and ordinal = 2 then 'search'
            when outcome = 'form' and ordinal = page_count then
                case when chance('download', visit_id, 0.4) then 'download' else 'form' end
            when ordinal = 1 and campaign_no is null and chance('lands at home', visit_id, 0.55)
                then 'home'
            when chance('category', page_key, 0.35) then 'category'
            else 'product'
        end as kind,
        -- Drawn again for the pages before: a window over all pages takes gigabytes.
        coalesce(list_sum(list_transform(range(1, ordinal),
            lambda before: dwell(visit_id * 16 + before))), 0)::bigint as seconds_before,
    from pages
),
chosen as (
    select
        kinds.*,
        case
            when relation.interest_topic is not null
                and chance('looks at the interest', page_key, 0.6)
                then 12 * (list_position(brand_topic.topics, relation.interest_topic) - 1)
                    + 3 * whole('page noun', page_key, 4)
                    + case relation.price_level when 'budget' then 1 when 'mid' then 2 else 3 end
            else 1 + whole('any page', page_key, getvariable('brand_products')[kinds.brand_key])
        end as brand_product_n,
    from kinds
    inner join brand_topic on brand_topic.brand_key = kinds.brand_key
    left join relation on relation.relation_id = kinds.relation_id
)
select
    visit_id,
    ordinal::integer as ordinal,
    started_at + to_seconds(seconds_before) as seen_at,
    kind,
    case when kind in ('product', 'category', 'search') then product.product_n end as product_n,
    case kind
        when 'product' then product.path
        when 'category' then '/' || lower(product.topic)
        when 'search' then '/search'
        when 'home' then '/'
        when 'thanks' then '/checkout/thank-you'
        when 'form' then case chosen.brand_n when 2 then '/contact/enquiry' else '/contact' end
        when 'download' then '/downloads/' || chosen.brand_key || '-guide.pdf'
        else '/' || kind
    end as path,
    case when kind = 'search' then case
        when chance('own words', page_key, 0.2)
            then pick(['gift card', 'delivery', 'opening hours', 'sale', 'returns',
            'size guide', 'vouchers', 'clearance'], 'search words', page_key)
        else lower(product.product_name) end
    end as search_term,
    case when ordinal < page_count then dwell(page_key) end as dwell_seconds,
from chosen
inner join product
    on product.brand_key = chosen.brand_key and product.brand_product_n = chosen.brand_product_n;

-- Robots: crawlers that say so, link previews, monitors,
-- probes for weak pages. One row per request.
create or replace table bot_request as
with visits as (
    select n as bot_visit_id, whole('bot', n, 12) as bot_n, whole('bot kind', n, 4) as kind_n,
        moment(day_between(getvariable('period_start'), getvariable('period_end'), 'bot day', n),
            whole('bot second', n, 86000)) as started_at,
    from range(20 + ((select count(*) from visit) * getvariable('people').bots)::bigint)
        as series(n)
)
select
    bot_visit_id,
    series.n::integer as ordinal,
    started_at + to_seconds(series.n) as requested_at,
    case kind_n when 0 then 'crawler' when 1 then 'preview' when 2 then 'monitor'
        else 'probe' end as bot_kind,
    bot_n,
    case when kind_n = 1 then 'go' else 'linden' end as site,
    case kind_n
        when 2 then '/'
        when 3 then pick(['/wp-login.php', '/.env', '/xmlrpc.php', '/admin',
            '/phpmyadmin/index.php'], 'probe',
            bot_visit_id * 64 + series.n)
        else (select list(path order by product_n) from product where brand_key = 'linden')[
            1 + whole('bot page', bot_visit_id * 64 + series.n, 48)]
    end as path,
from visits
inner join range(1, 40) as series(n)
    on series.n <= [4 + whole('bot pages', bot_visit_id, 30), 1, 1,
        2 + whole('bot pages', bot_visit_id, 6)][kind_n + 1];
