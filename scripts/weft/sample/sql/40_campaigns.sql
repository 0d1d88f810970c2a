-- Every campaign of every channel, with its code, dates, offer and what it costs.

create or replace table campaign as
with days as (
    select unnest(generate_series(getvariable('period_start')::timestamp,
        getvariable('period_end')::timestamp,
        interval 1 day))::date as day
),
emails as (
    select
        'EM' || right(isoyear(day)::varchar, 2) || 'W' || lpad(week(day)::varchar, 2, '0')
            || letter as campaign_code,
        brand_key, 'email' as channel, day as starts_on, day as ends_on,
        null as platform, null as audience_rule, null as platform_campaign_id,
    from days
    cross join brand
    where isodow(day) = [2, 4, 3, 2][brand_n + 1]
),
texts as (
    select 'SM' || strftime(day, '%y') || 'M' || strftime(day, '%m') || letter, brand_key, 'sms',
        day, day, null,
        null, null,
    from days
    cross join brand
    where isodow(day) = 5 and day(day) between 8 and 14 and brand_n < 3
),
mailings as (
    select
        case when month(day) in (2, 8) then 'DM' else 'CA' end || strftime(day, '%y')
        || case month(day) when 2 then 'SPR' when 5 then 'SUM' when 8 then 'AUT' else 'WIN' end
            || letter,
        brand_key, case when month(day) in (2, 8) then 'direct_mail' else 'catalogue' end, day,
            day + 60, null, null,
        null,
    from days
    cross join brand
    where month(day) in (2, 5, 8, 11) and day(day) = 4 + 3 * brand_n
        and day <= getvariable('period_end') - 14
),
-- Names and ids as in seeds/campaign_mapping.csv: nothing in the platforms tells the code.
always_on as (
    select kind.code || letter, brand_key, kind.channel, getvariable('period_start'),
        getvariable('period_end'),
        kind.platform, kind.name, (kind.first_id + brand_n)::varchar,
    from brand
    cross join (values
        ('PS25GBR', 'paid_search', 'google_ads', 'Brand | Search', 22100000101),
        ('PS25GGN', 'paid_search', 'google_ads', 'Generic | Search', 22100000201),
        ('DI25GDS', 'display', 'google_ads', 'Display', 22100000301),
        ('SO25MPR', 'paid_social', 'meta_ads', 'Prospecting | Social', 120210000000000101),
        ('SO25MRT', 'paid_social', 'meta_ads', 'Retargeting | Social', 120210000000000201),
        ('PS25BBR', 'paid_search', 'microsoft_ads', 'Brand | Search', 410000101),
        ('PS25BGN', 'paid_search', 'microsoft_ads', 'Generic | Search', 410000201)
    ) as kind(code, channel, platform, name, first_id)
),
meetings as (
    select 'EV' || strftime(day, '%y') || case month(day) when 3 then 'NEC' else 'LDN' end || 'T',
        'tradewell', 'exhibition', day, day + 2, null, null, null,
    from days
    where month(day) in (3, 9) and day(day) = 10
    union all
    select 'WB' || strftime(day, '%y') || 'Q' || quarter(day) || 'T', 'tradewell', 'webinar', day,
        day, null, null,
        null,
    from days
    where month(day) in (1, 4, 7, 10) and day(day) = 22
    union all
    select 'TM' || strftime(day, '%y') || 'H' || (1 + quarter(day) // 3) || letter, brand_key,
        'telemarketing', day,
        day + 20, null, null, null,
    from days
    cross join brand
    where month(day) in (6, 11) and day(day) = 3 and brand_n >= 2
        and day <= getvariable('period_end') - 21
),
every as (
    select * from emails union all select * from texts union all select * from mailings
    union all select * from always_on union all select * from meetings
),
themed as (
    select
        every.*,
        (row_number() over (order by campaign_code))::integer as campaign_no,
        pick(brand_topic.topics, 'theme', campaign_code) as offer_topic,
        case when channel in ('email', 'sms', 'direct_mail', 'catalogue')
            and chance('has offer', campaign_code, 0.6)
            then pick([10, 15, 20, 25], 'discount', campaign_code) else 0 end as discount_percent,
        case
            when chance('budget offer', campaign_code, 0.35) then 'budget'
            when chance('premium offer', campaign_code, 0.25) then 'premium'
            else 'any'
        end as offer_level,
    from every
    inner join brand_topic using (brand_key)
),
-- What the cover, the subject or the script says: the range as articles are named, and the topic.
ranged as (
    select
        *,
        case offer_level when 'budget' then 'Simple ' when 'premium' then 'Heritage ' else '' end
            || offer_topic as offered_range,
    from themed
)
select
    campaign_no,
    campaign_code,
    ranged.brand_key,
    brand.brand_n,
    channel,
    case channel
        when 'email' then pick(['Spring picks', 'New in', 'The weekend edit', 'Last chance',
            'Made to last',
            'Back in stock', 'Our favourites', 'Just for you'], 'title', campaign_code) || ', '
                || offered_range
        when 'sms' then offered_range || ' text'
        when 'direct_mail' then offered_range || ' mailing'
        when 'catalogue' then 'Catalogue ' || strftime(starts_on, '%B %Y') || ', ' || offered_range
        when 'exhibition' then case month(starts_on) when 3 then 'NEC Trade Show '
            else 'London Trade Days ' end
            || year(starts_on)
        when 'webinar' then 'Webinar: choosing ' || lower(offered_range)
        when 'telemarketing' then 'Call round ' || strftime(starts_on, '%B %Y') || ', '
            || offered_range
        else split_part(brand.brand_name, ' ', 1) || ' | ' || audience_rule
    end as campaign_name,
    starts_on,
    ends_on,
    -- Nine to half past ten in the morning, London's time.
    from_london(moment(starts_on, 32400 + 1800 * brand.brand_n)) as sends_at,
    platform,
    platform_campaign_id,
    offer_topic,
    offer_level,
    discount_percent,
    case when discount_percent > 0
        then upper(left(offer_topic, 4)) || discount_percent
            || substr(campaign_code, 3) end as offer_code,
    -- Printed for those who ring; from the numbers kept for drama.
    case when discount_percent > 0 and channel in ('direct_mail', 'catalogue')
        then '0808 157 0' || lpad((row_number() over (partition by channel in ('direct_mail',
            'catalogue') and discount_percent > 0 order by campaign_code))::varchar, 3, '0')
    end as response_number,
    text_of('mailchimp campaign', campaign_code)[1:10] as mailchimp_id,
    text_of('short link', campaign_code)[1:6] as short_code,
    case channel when 'email' then 0.0008 when 'sms' then 0.0400 when 'direct_mail' then 0.6200
        when 'catalogue' then 1.3500 when 'telemarketing' then 3.2000 when 'webinar' then 4.0000
        when 'exhibition' then 55.0000 else 0 end::decimal(18, 4) as unit_cost,
    case when channel in ('direct_mail', 'catalogue')
        then getvariable('effects').mail_lift * (0.5 + draw('lift', campaign_code))
            else 0 end as planted_lift,
    lower(campaign_code) as utm_campaign,
from ranged
inner join brand on brand.brand_key = ranged.brand_key
order by campaign_no;

-- Cells of a mailing. C00 is held out; the planted lift is a share of the cell's people.
create or replace table campaign_cell as
select
    campaign_no,
    campaign_code,
    cell.cell_code,
    campaign_code || '-' || cell.cell_code || '-' || cell.creative_code as key_code,
    cell.creative_code,
    cell.is_control,
    planted_lift * cell.strength as planted_lift,
from campaign
cross join (values ('C00', 'A', true, 0.0), ('C01', 'A', false, 0.8), ('C02', 'B', false, 1.2))
    as cell(cell_code, creative_code, is_control, strength)
where channel in ('direct_mail', 'catalogue')
order by campaign_no, cell_code;
