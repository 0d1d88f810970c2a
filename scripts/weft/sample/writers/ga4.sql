-- The events of Google Analytics 4, as lines of its BigQuery export.

-- Pieces of JSON. BigQuery writes whole numbers as texts and leaves nulls out.
create or replace macro json_safe(x) as replace(replace(replace(replace(replace(x,
    '\', '\\'), '"', '\"'), '&', '\u0026'), '<', '\u003c'), '>', '\u003e');

create or replace macro json_quoted(x) as '"' || json_safe(x) || '"';

create or replace macro json_field(name, x) as '"' || name || '":' || json_quoted(x) || ',';

-- Values are quoted before, where they can hold anything that needs it; a null gives nothing.
create or replace macro text_param(name, x) as
    ',{"key":"' || name || '","value":{"string_value":"' || x || '"}}';

create or replace macro int_param(name, x) as
    ',{"key":"' || name || '","value":{"int_value":"' || x || '"}}';

create or replace macro double_param(name, x) as
    ',{"key":"' || name || '","value":{"double_value":' || x || '}}';

-- A whole amount is a whole number to the tag that sends it.
create or replace macro amount_param(name, x) as case
    when x = floor(x) then int_param(name, x::bigint) else double_param(name, x::double) end;

-- Dollars for a pound, as the platform converted.
create or replace macro in_dollars(x) as round(x::double * 1.28, 2);

-- The events of a page, in the order in which they are sent.
create or replace table ga4_kind as
select unnest(range(1, 17))::integer as kind_n, unnest([
    'first_visit', 'session_start', 'page_view', 'view_promotion', 'view_item_list', 'view_item',
    'view_search_results', 'login', 'view_cart', 'begin_checkout', 'purchase', 'scroll',
    'add_to_cart', 'generate_lead', 'file_download', 'user_engagement'
]) as event_name;

create or replace table ga4_product as
select
    product_n,
    price,
    json_safe(product_name) as product_name,
    '{"item_id":' || json_quoted(sku) || ',"item_name":' || json_quoted(product_name)
    || ',"item_brand":' || json_quoted(brand_name) || ',"item_variant":"' || price_level
    || '","item_category":' || json_quoted(topic) || ',"price_in_usd":' || in_dollars(price)
    || ',"price":' || price::double as item,
    topic,
from product
inner join brand using (brand_key)
union all
-- What a page that shows no product is joined with: a left join would put such rows last.
select 0, null, null, null, null;

create or replace table ga4_browser as
select
    browser_n,
    concat('"device":{"category":"', device_category, '",',
        json_field('mobile_brand_name', device_brand),
        json_field('mobile_model_name', device_model),
        '"operating_system":"', operating_system, '",') as opening,
    operating_system_version,
    browser,
from browser;

-- Where the address of a device seems to be; one in nine cannot be told.
create or replace table ga4_place as
with numbered as (
    select
        country_code,
        region,
        town,
        row_number() over (order by country_code <> 'GB', country_code, town) as place_n,
    from town
)
select
    place_n,
    '"geo":{"continent":"' || case country_code when 'US' then 'Americas' else 'Europe' end
    || '","country":"' || case country_code when 'GB' then 'United Kingdom' when 'IE' then 'Ireland'
        when 'FR' then 'France' when 'DE' then 'Germany' else 'United States' end
    || '","region":' || json_quoted(coalesce(region, '(not set)'))
    || ',"city":' || case when place_n % 9 = 0 then '"(not set)"' else json_quoted(town) end || '},'
    as geo,
from numbered;

create or replace table ga4_campaign as
select
    campaign_no,
    '"session_traffic_source_last_click":{"google_ads_campaign":{'
    || '"customer_id":"4455667788","account_name":"Harbour \u0026 Vale",'
    || '"campaign_id":"' || platform_campaign_id || '","campaign_name":'
    || json_quoted(campaign_name) || '},"cross_channel_campaign":{"campaign_name":'
    || json_quoted(campaign_name) || ',"source":"google","medium":"cpc"}},' as ad_click,
from campaign;

-- What the purchase event of an order carries: parameters, and what follows the event's setting.
create or replace table ga4_order as
with basket as (
    select
        purchase_id,
        sum(quantity)::bigint as quantity,
        count(*) as line_count,
        string_agg(
            item || ',"quantity":"' || quantity || '","item_revenue":' || line.gross_amount::double
            || '}', ',' order by line_no
        ) as items,
    from purchase_line as line
    inner join ga4_product using (product_n)
    group by purchase_id
)
select
    purchase.visit_id,
    total_amount,
    concat(text_param('currency', 'GBP'), amount_param('value', total_amount),
        text_param('transaction_id', order_name), text_param('coupon', code_used)) as order_params,
    ',"ecommerce":{"total_item_quantity":"' || basket.quantity
    || '","purchase_revenue_in_usd":' || in_dollars(total_amount)
    || ',"purchase_revenue":' || total_amount::double || ',"shipping_value":'
    || shipping_amount::double || ',"tax_value":' || tax_amount::double
    || ',"unique_items":"' || line_count || '","transaction_id":"'
    || case when chance('transaction not set', purchase_id, 0.01) then '(not set)'
        else order_name end
    || '"},"items":[' || basket.items || ']' as ecommerce,
from purchase
inner join basket using (purchase_id)
where purchase.visit_id is not null;

-- Where a visit came from as the platform sees it. Clicks that Google tagged itself look like its
-- organic ones until one looks at the click id.
create or replace table ga4_source as
with requested as (
    select
        visit.visit_id,
        visit.cookie_key,
        visit.started_at,
        visit.arrival,
        visit_request.referrer,
        visit_request.utm_source,
        visit_request.utm_medium,
        case when utm_campaign is not null then json_safe(utm_campaign) end as tagged_campaign,
        visit_request.is_auto_tagged,
    from visit
    inner join visit_request using (visit_id)
)
select
    visit_id,
    cookie_key,
    started_at,
    case
        when is_auto_tagged then 'google'
        when utm_source is not null then utm_source
        when arrival = 'direct' then '(direct)'
        when arrival = 'organic' then split_part(replace(referrer, 'www.', ''), '/', 3)
            .split_part('.', 1)
        else split_part(referrer, '/', 3)
    end as source,
    case
        when is_auto_tagged or arrival = 'organic' then 'organic'
        when utm_medium is not null then utm_medium
        when arrival = 'direct' then '(none)'
        else 'referral'
    end as medium,
    case
        when is_auto_tagged or arrival = 'organic' then '(organic)'
        when tagged_campaign is not null then tagged_campaign
        when arrival = 'direct' then '(direct)'
        else '(referral)'
    end as campaign,
    tagged_campaign,
from requested;

create type ga4_origin as enum (
    with texts as (
        select source as text from ga4_source
        union
        select medium from ga4_source
        union
        select campaign from ga4_source
        union
        select utm_source from visit_request
        union
        select utm_medium from visit_request
        union
        select referrer from visit_request
    )
    select text from texts where text is not null
);

-- One row per visit. Without consent a browser sends no cookie and no session. Who signs in is
-- their shop account from there on; who has two uses either.
create or replace table ga4_visit as
with accounts as (
    select
        relation_id,
        max(source_id) filter (ordinal = 1) as first_id,
        min(registered_at) filter (ordinal = 1) as first_from,
        max(source_id) filter (ordinal = 2) as second_id,
        min(registered_at) filter (ordinal = 2) as second_from,
    from registration
    where source_system = 'shopify'
    group by relation_id
),
named as (
    select
        visit_id,
        cookie_key,
        started_at,
        source::ga4_origin as source,
        medium::ga4_origin as medium,
        campaign::ga4_origin as campaign,
        tagged_campaign::ga4_origin as tagged_campaign,
    from ga4_source
),
touched as (
    select
        named.* exclude (cookie_key, started_at),
        first_value(source) over cookies as first_source,
        first_value(medium) over cookies as first_medium,
        first_value(campaign) over cookies as first_campaign,
        row_number() over cookies as session_number,
        row_number() over (order by visit_id) as visit_n,
    from named
    window cookies as (partition by cookie_key order by started_at, visit_id)
)
select
    touched.*,
    visit.person_id,
    visit.brand_n,
    visit.campaign_no,
    visit.started_at,
    visit.arrival,
    visit.signed_in_from,
    visit.has_declined_cookies,
    london(visit.started_at)::date as started_on,
    -- No visit lasts longer.
    london(visit.started_at + interval 6 hour)::date as ends_on,
    visit_request.query,
    visit_request.referrer::ga4_origin as referrer,
    visit_request.utm_source::ga4_origin as utm_source,
    visit_request.utm_medium::ga4_origin as utm_medium,
    visit_request.gclid,
    visit_request.browser_n,
    visit_request.browser_version,
    1 + whole('place', visit.device_id, 150) as place_n,
    cookie.first_seen_at,
    case when not has_declined_cookies then visitor_id end as pseudo_id,
    case
        when has_declined_cookies or signed_in_from is null then null
        when visit.purchase_id is not null then buyer.source_id
        when second_from < visit.started_at
            and chance('signs in to the other', visit.visit_id, 0.4) then second_id
        when first_from < visit.started_at then first_id
    end as user_id,
    coalesce(purchase.has_reload, false) as has_reload,
    ga4_order.total_amount,
    ga4_order.order_params,
    ga4_order.ecommerce,
from visit
inner join visit_request using (visit_id)
inner join touched using (visit_id)
inner join cookie on cookie.cookie_key = visit.cookie_key
left join accounts on accounts.relation_id = visit.relation_id
left join purchase on purchase.purchase_id = visit.purchase_id
left join registration as buyer on buyer.registration_id = purchase.registration_id
left join ga4_order on ga4_order.visit_id = visit.visit_id
order by started_on;

-- Texts of which there are few, so that an event holds their numbers.
create type ga4_path as enum (select distinct path from page_view);
create type ga4_page as enum (select distinct kind from page_view);
create type ga4_term as enum (
    select distinct search_term from page_view where search_term is not null
);

-- One row per event. A thank-you page that is loaded again sends its page and its purchase again.
create or replace table ga4_event as
with pages as (
    select
        visit_id,
        ordinal::tinyint as ordinal,
        seen_at,
        kind::ga4_page as kind,
        coalesce(product_n, 0)::smallint as product_n,
        path::ga4_path as path,
        search_term::ga4_term as search_term,
        dwell_seconds,
    from page_view
),
followed as (
    select
        pages.*,
        lead(kind) over visits as next_kind,
        lag(path) over visits as previous_path,
        lag(seen_at) over visits as previous_seen_at,
    from pages
    window visits as (partition by visit_id order by ordinal)
),
keyed as (
    select
        followed.*,
        session_number,
        pseudo_id is not null as has_cookie,
        ordinal = signed_in_from and user_id is not null as signs_in,
        has_reload,
        visit_n * 16 + ordinal as page_key,
        coalesce(dwell_seconds, 15 + whole('last dwell', visit_n * 16 + ordinal, 60)) as dwell,
    from followed
    inner join ga4_visit using (visit_id)
),
chosen as (
    select
        * exclude (session_number, has_cookie, signs_in, has_reload, dwell_seconds),
        list_filter([
            case when ordinal = 1 and session_number = 1 and has_cookie then 1 end,
            case when ordinal = 1 and has_cookie then 2 end,
            case when kind <> 'download' then 3 end,
            case when kind = 'home' and chance('promotion', page_key, 0.25) then 4 end,
            case when kind = 'category' and chance('list seen', page_key, 0.4) then 5 end,
            case when kind = 'product' then 6 end,
            case when kind = 'search' then 7 end,
            case when signs_in then 8 end,
            case when kind = 'basket' then 9 end,
            case when kind = 'checkout' then 10 end,
            case when kind = 'thanks' then 11 end,
            case when dwell > 30 and chance('scrolls', page_key, 0.1) then 12 end,
            case when next_kind = 'basket' and kind = 'product' then 13 end,
            case when kind = 'form' then 14 end,
            case when kind = 'download' then 15 end,
            case when next_kind is null and chance('leaves', page_key, 0.3) then 16 end,
            case when kind = 'thanks' and has_reload then 32 + 3 end,
            case when kind = 'thanks' and has_reload then 32 + 11 end
        ], lambda kind_n: kind_n is not null) as kinds,
    from keyed
),
sent as (
    select unnest(kinds)::tinyint as sent_n, chosen.* exclude (kinds, next_kind) from chosen
),
timed as (
    select
        sent.* exclude (sent_n, seen_at, previous_seen_at, page_key),
        (sent_n & 31)::tinyint as kind_n,
        epoch_us(previous_seen_at) as previous_us,
        page_key * 64 + sent_n as event_key,
        epoch_us(seen_at) + whole('microseconds', page_key, 900000) + (sent_n & 31) * 1000
        + 1000000 * case
            when sent_n > 32 then 40 + whole('reload after', page_key, 600)
            when sent_n = 12 then dwell // 2
            when sent_n = 8 then 3
            when sent_n > 12 then dwell - 2
            else 0
        end as sent_us,
    from sent
)
select
    *,
    london(make_timestamp(sent_us))::date as event_date,
from timed;

-- One row per file: a day, some days once more when their late events are in. A few days come in
-- two pieces, and big ones in pieces of about a hundred thousand events.
create or replace table ga4_file as
with days as (
    select event_date, count(*) as events from ga4_event
    where event_date between getvariable('period_start') and getvariable('period_end')
    group by event_date
),
times as (
    select event_date, events, delivered_on(event_date) as delivered_on, false as is_complete
    from days
    union all
    select event_date, events, delivered_on(event_date + 7), true
    from days
    where isodow(event_date) >= 5 and chance('day restated', event_date::varchar, 0.12)
        and event_date + 7 <= getvariable('period_end')
),
sized as (
    select
        event_date,
        delivered_on,
        is_complete or count(*) over (partition by event_date) = 1 as is_complete,
        strftime(event_date, '%Y%m%d') as day,
        greatest(ceil(events / 100000)::bigint,
            case when chance('day in two', event_date::varchar, 0.01) then 2 else 1 end) as shards,
    from times
)
select
    sized.*,
    shard.n as shard,
    row_number() over (order by sized.event_date, sized.delivered_on, shard.n)::integer as file_n,
    delivered_on || '/ga4/events_' || day
    || case when shards > 1 then '_' || lpad(shard.n::varchar, 12, '0') else '' end || '.json.gz'
    as file_path,
from sized
inner join range(100) as shard(n) on shard.n < shards;

-- One row per event and file, in the order in which files hold them: rows of an export are in no
-- order, but a visit's stay together, as they do in BigQuery. Narrow as it is, it sorts fast.
create or replace table ga4_sent as
select ga4_file.file_n, ga4_event.*,
from ga4_event
inner join ga4_file
    on ga4_file.event_date = ga4_event.event_date
    and (ga4_file.shards = 1 or visit_id % ga4_file.shards = ga4_file.shard)
where is_complete or not chance('late event', event_key, 0.02)
order by file_n, mixed('row order', visit_id), event_key;

drop table ga4_event;

-- One row per line of the files of some days, nearly in the order of ga4_sent.
create or replace macro ga4_line(first_day, last_day) as table
-- What is the same in all events of a visit.
with visits as (
    select
        ga4_visit.visit_id,
        'https://' || brand.host as site,
        brand.brand_name,
        replace(query, '&', '\u0026') as query,
        referrer,
        signed_in_from,
        user_id,
        pseudo_id,
        total_amount,
        order_params,
        ecommerce,
        case when not has_declined_cookies then
            int_param('ga_session_id', epoch(started_at)::bigint)
            || int_param('ga_session_number', session_number)
        end as session_params,
        case when arrival <> 'direct' then concat(
            text_param('source', source), text_param('medium', medium),
            text_param('campaign', ga4_visit.campaign), text_param('gclid', gclid),
            int_param('entrances', 1))
        else int_param('entrances', 1) end as landing_params,
        case when utm_source is not null or gclid is not null then
            '"collected_traffic_source":{' || rtrim(concat(
                '"manual_campaign_name":"' || tagged_campaign || '",',
                json_field('manual_source', utm_source),
                json_field('manual_medium', utm_medium), json_field('gclid', gclid)), ',') || '},'
        end as collected,
        concat(
            case when has_declined_cookies then
                '"privacy_info":{"analytics_storage":"No","ads_storage":"No",'
                || '"uses_transient_token":"Yes"},'
            else
                '"is_active_user":true,"privacy_info":{"analytics_storage":"Yes",'
                || '"ads_storage":"Yes","uses_transient_token":"No"},'
                || '"user_first_touch_timestamp":"' || epoch_us(first_seen_at) || '",'
            end,
            opening, '"operating_system_version":"',
            replace(operating_system_version, '{v}', browser_version::varchar),
            '","language":"en-gb","web_info":{"browser":"', browser, '","browser_version":"',
            browser_version, '.0","hostname":"', brand.host, '"}},', geo,
            case when not has_declined_cookies then
                '"traffic_source":{"name":"' || first_campaign || '","medium":"'
                || first_medium || '","source":"' || first_source || '"},'
            end,
            case
                when has_declined_cookies then null
                when gclid is not null then ad_click
                when utm_source is not null then
                    '"session_traffic_source_last_click":{"manual_campaign":{"campaign_name":"'
                    || tagged_campaign || '","source":"' || utm_source
                    || '","medium":"' || utm_medium || '"}},'
            end,
            '"stream_id":"', brand.stream_id, '","platform":"WEB"'
        ) as setting,
    from ga4_visit
    inner join brand using (brand_n)
    inner join ga4_browser using (browser_n)
    inner join ga4_place using (place_n)
    left join ga4_campaign using (campaign_no)
    where started_on between first_day::date - 1 and last_day::date and ends_on >= first_day::date
),
placed as (
    select rowid as position, * from ga4_sent
    where event_date between first_day::date and last_day::date
)
select
    ga4_file.file_path,
    placed.event_key,
    placed.position,
    concat(
        '{"event_date":"', ga4_file.day, '","event_timestamp":"', sent_us,
        '","event_name":"', event_name,
        '","event_params":[{"key":"page_location","value":{"string_value":"', site,
        case
            when kind = 'search' then '/search?q=' || json_safe(url_text(search_term))
            when kind = 'download' then '/guides'
            else placed.path
        end,
        case when ordinal = 1 then query end, '"}}', session_params,
        ',{"key":"page_title","value":{"string_value":"',
        case kind
            when 'product' then product_name
            when 'category' then topic
            when 'home' then 'Home'
            when 'search' then 'Search'
            when 'thanks' then 'Thank you for your order'
            else upper((kind::varchar)[1]) || (kind::varchar)[2:]
        end, ' | ', brand_name, '"}}',
        case when kind_n <= 3 then text_param('page_referrer',
            case when ordinal = 1 then referrer else site || previous_path end) end,
        case when kind_n = 3 and ordinal > 1 then text_param('ignore_referrer', 'true') end,
        case when kind_n % 3 = 0 then text_param('session_engaged', '1')
            when ordinal > 1 then int_param('session_engaged', 1)
            else text_param('session_engaged', '0') end,
        case when kind_n in (12, 16) then int_param('engagement_time_msec', dwell * 700)
            when kind_n = 3 and ordinal > 1
                then int_param('engagement_time_msec', 900 + whole('engaged', event_key, 9000)) end,
        case when ordinal = 1 and kind_n in (2, 3) then landing_params end,
        case kind_n
            when 4 then text_param('promotion_name', 'Members'' week')
                || text_param('creative_slot', 'home_hero')
            when 5 then text_param('item_list_name', topic)
            when 6 then text_param('currency', 'GBP') || amount_param('value', price)
            when 7 then text_param('search_term', json_safe(search_term))
            when 8 then text_param('method', 'Shop account')
            -- Some orders never reached the shop.
            when 11 then coalesce(order_params, text_param('currency', 'GBP'))
            when 12 then int_param('percent_scrolled', 90)
            when 13 then text_param('currency', 'GBP') || amount_param('value', price)
            when 14 then text_param('form_id', 'enquiry')
            when 15 then text_param('file_name', placed.path) || text_param('file_extension', 'pdf')
        end,
        '],',
        case when kind_n = 11 then '"event_value_in_usd":' || in_dollars(total_amount) || ',' end,
        case when kind_n = 3 then '"event_previous_timestamp":"' || previous_us || '",' end,
        '"event_bundle_sequence_id":"', event_key & 2147483647, '",',
        case when kind_n in (2, 11)
            then '"event_server_timestamp_offset":"' || whole('offset', event_key, 900000) || '",'
        end,
        case when ordinal >= signed_in_from then '"user_id":"' || user_id || '",' end,
        '"user_pseudo_id":"' || pseudo_id || '",',
        case when kind_n = 8 then
            '"user_properties":[{"key":"customer_kind","value":{"string_value":"account",'
            || '"set_timestamp_micros":"' || sent_us || '"}}],'
        end,
        case when kind_n in (2, 11) then '"user_ltv":{"revenue":'
            || coalesce(case kind_n when 11 then total_amount::double end, 0)
            || ',"currency":"GBP"},' end,
        case when ordinal = 1 and kind_n <= 3 then collected end,
        setting,
        case
            when kind_n = 11 then ecommerce
            when kind_n in (6, 13) then ',"items":[' || item || ',"quantity":"1"}]'
            when kind_n = 5 then ',"items":[' || item || ',"item_list_name":"' || topic
                || '","item_list_index":"(not set)"}]'
        end,
        ',"batch_page_id":"', sent_us // 1000000, '","batch_ordering_id":"', ordinal,
        '","batch_event_index":"', kind_n, '"}', chr(10)
    ) as line,
from placed
inner join ga4_file using (file_n)
inner join ga4_kind using (kind_n)
inner join visits using (visit_id)
inner join ga4_product using (product_n);
