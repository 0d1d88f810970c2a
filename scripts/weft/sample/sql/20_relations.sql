-- Brands, who is whose customer since when, and the ids people have in the systems.

create or replace table brand as
select * from (values
    (0, 'fernside', 'F', 'Fernside Home', 'www.fernside.example', 1001),
    (1, 'ridgeway', 'R', 'Ridgeway Outdoor', 'www.ridgeway.example', 1002),
    (2, 'linden', 'L', 'Linden Hotels', 'www.lindenhotels.example', 1003),
    (3, 'tradewell', 'T', 'Tradewell Supply', 'www.tradewell.example', 1004)
) as listed(brand_n, brand_key, letter, brand_name, host, stream_id);

create or replace table product_kind as
select * from (values
    ('fernside', 'Bedding', ['Duvet Set', 'Pillowcase', 'Quilt', 'Throw'], 18, 95),
    ('fernside', 'Kitchen', ['Mug', 'Casserole', 'Chopping Board', 'Mixing Bowl'], 8, 70),
    ('fernside', 'Lighting', ['Table Lamp', 'Pendant', 'Lantern', 'Floor Lamp'], 25, 180),
    ('fernside', 'Prints', ['Fern Print', 'Harbour Print', 'Map', 'Photo Frame'], 12, 60),
    ('fernside', 'Furniture', ['Armchair', 'Side Table', 'Bookcase', 'Bench'], 90, 650),
    ('ridgeway', 'Jackets', ['Shell Jacket', 'Down Jacket', 'Fleece', 'Gilet'], 60, 320),
    ('ridgeway', 'Footwear', ['Walking Boot', 'Trail Shoe', 'Sandal', 'Gaiter'], 35, 190),
    ('ridgeway', 'Trousers', ['Walking Trousers', 'Shorts', 'Leggings', 'Overtrousers'], 30, 110),
    ('ridgeway', 'Packs', ['Day Pack', 'Rucksack', 'Dry Bag', 'Bumbag'], 15, 160),
    ('ridgeway', 'Camping', ['Two-person Tent', 'Sleeping Bag', 'Stove', 'Lantern'], 25, 420),
    ('linden', 'Rooms', ['Classic Room', 'Garden Room', 'Family Room', 'Single Room'], 85, 160),
    ('linden', 'Suites', ['Sea View Suite', 'Tower Suite', 'Garden Suite', 'Spa Suite'], 210, 480),
    ('linden', 'Breaks', ['Walking Break', 'Dinner Break', 'Sunday Escape', 'Winter Break'], 120,
        260),
    ('linden', 'Spa', ['Spa Day', 'Massage', 'Facial', 'Thermal Circuit'], 45, 150),
    ('tradewell', 'Fixings', ['Screws (500)', 'Anchors (100)', 'Brackets (20)', 'Nails (5 kg)'], 9,
        60),
    ('tradewell', 'Tools', ['Cordless Drill', 'Mitre Saw', 'Laser Level', 'Sander'], 75, 420),
    ('tradewell', 'Workwear', ['Work Trousers', 'Safety Boots', 'Hi-vis Vest', 'Gloves (12)'], 12,
        110),
    ('tradewell', 'Catering', ['Stock Pot', 'Gastro Tray', 'Chafing Dish', 'Knife Set'], 20, 190),
    ('tradewell', 'Cleaning', ['Floor Cleaner (20 l)', 'Paper Towels (24)', 'Mop Set', 'Vacuum'],
        14, 260)
) as listed(brand_key, topic, nouns, lowest_price, highest_price);

-- One row per product: three levels of each noun.
create or replace table product as
with nouns as (
    select brand_key, topic, lowest_price, highest_price, unnest(nouns) as noun,
        unnest(range(1, 5)) as noun_n,
    from product_kind
),
expanded as (
    select nouns.*, level.*,
    from nouns
    cross join (values ('budget', 1, 'Simple'), ('mid', 2, 'Classic'), ('premium', 3, 'Heritage'))
        as level(price_level, level_n, word)
)
select
    (row_number() over (order by brand_key, topic, noun_n, level_n))::integer as product_n,
    (row_number() over (partition by brand_key order by topic, noun_n,
        level_n))::integer as brand_product_n,
    brand_key,
    topic,
    price_level,
    upper(left(brand_key, 1)) || '-' || upper(left(topic, 3)) || '-'
        || lpad((noun_n * 10 + level_n)::varchar, 3, '0')
        as sku,
    case when brand_key = 'linden' and topic in ('Rooms', 'Suites')
        then noun || ', ' || ['Bath', 'Whitby', 'Keswick'][level_n]
        else word || ' ' || noun
    end as product_name,
    '/' || lower(topic) || '/'
        || regexp_replace(lower(word || '-' || noun), '[^a-z0-9]+', '-', 'g') as path,
    (round((lowest_price + (highest_price - lowest_price) * (level_n - 1 + noun_n / 5.0) / 3.0) * 2) / 2)
        ::decimal(18, 2) as price,
from expanded
order by product_n;

create or replace table brand_topic as
select brand_key, list(distinct topic order by topic) as topics
from product_kind
group by brand_key;

-- One row per person and brand.
create or replace table relation as
with mains as (
    select
        *,
        case
            when kind = 'business' and chance('trade first', person_id, 0.8) then 3
            when draw('main brand', person_id) < 0.5 then 0
            when draw('main brand', person_id) < 0.82 then 1
            else 2
        end as main_n,
    from person
    where kind <> 'prospect'
),
related as (
    select mains.*, brand.*, brand.brand_n = main_n as is_main,
        person_id * 4 + brand_n as relation_id,
    from mains
    cross join brand
    where brand.brand_n = main_n
        or chance('also ' || brand.brand_key, person_id,
            [0.2, 0.2, 0.14, case when kind = 'business' then 0.3
                else 0.004 end][brand.brand_n + 1])
)
select
    relation_id,
    person_id,
    related.brand_key,
    brand_n,
    is_main,
    case
        when chance('known before', relation_id, 0.65)
            then getvariable('period_start') - 1 - whole('started', relation_id, 1800)::integer
        else day_between(getvariable('period_start'), getvariable('period_end') - 10, 'started',
            relation_id)
    end as started_on,
    chance('web user', relation_id, [0.7, 0.75, 0.85, 0.9][brand_n + 1]) as uses_web,
    brand_n < 2 and chance('shop user', relation_id, 0.6) as uses_shop,
    pick(brand_topic.topics, 'interest', relation_id) as interest_topic,
    case
        when chance('premium', relation_id, getvariable('effects').premium_interest) then 'premium'
        when chance('budget', relation_id, 0.4) then 'budget'
        else 'mid'
    end as price_level,
    value * (case when is_main then 1.25 else 0.6 end) as value,
    case when related.brand_key = 'tradewell' then account_id end as account_id,
from related
inner join brand_topic on brand_topic.brand_key = related.brand_key
order by relation_id;

-- One row per account in a system. The second one of a person uses the other e-mail address.
create or replace table registration as
with wanted as (
    select 1 as system_n, 'shopify' as source_system, relation_id, person_id, brand_key, started_on
    from relation where uses_web
    union all
    select 2, 'loyalty', relation_id, relation.person_id, brand_key, started_on
    from relation
    inner join person using (person_id)
    inner join household using (household_id)
    where brand_key = 'fernside' and uses_shop and chance('card', relation_id, 0.75)
        and (not household.shares_card or person.position = 1)
    union all
    select 3, 'square', relation_id, person_id, brand_key, started_on
    from relation
    where brand_key = 'ridgeway' and uses_shop and chance('square directory', relation_id, 0.4)
    union all
    select 4, 'salesforce_contact', relation_id, person_id, brand_key, started_on
    from relation where account_id is not null
    union all
    select 5, 'salesforce_lead', relation_id, person_id, brand_key, started_on - 60
    from relation
    where account_id is not null and chance('lead too', relation_id, getvariable('people').crm_twin)
    union all
    select 5, 'salesforce_lead', person_id * 4 + 3, person_id, 'tradewell',
        day_between(getvariable('period_start') - 300, getvariable('period_end') - 20, 'lead',
            person_id)
    from person
    where kind = 'prospect' and chance('is lead', person_id, 0.15)
),
doubled as (
    select wanted.*, series.ordinal,
    from wanted
    inner join range(1, 3) as series(ordinal)
        on ordinal = 1
        or (system_n < 4 and chance('second account ' || source_system, relation_id,
            getvariable('people').second_account))
        or (system_n = 4 and chance('crm merge', relation_id, getvariable('people').crm_merge))
),
identified as (
    select
        doubled.*,
        (system_n::bigint << 32) + relation_id * 4 + ordinal as registration_id,
        person.email as first_email,
        person.second_email,
        contact_role.work_email,
        moment(started_on, 25200 + whole('registered hour', relation_id * 8 + system_n, 50400))
        + to_days((case when ordinal = 2
            then 40 + whole('second after', relation_id * 8 + system_n, 300) else 0
            end)::integer) as registered_at,
    from doubled
    inner join person using (person_id)
    left join contact_role using (person_id)
)
select
    registration_id,
    source_system,
    relation_id,
    person_id,
    brand_key,
    ordinal,
    case source_system
        when 'shopify' then (7000000000000 + scramble(registration_id))::varchar
        when 'loyalty' then '6330' || lpad(scramble(registration_id)::varchar, 11, '0')
            || luhn_digit(633000000000000 + scramble(registration_id))
        when 'square' then upper(text_of('square customer', registration_id))[1:26]
        when 'salesforce_contact' then salesforce_id('003', registration_id)
        else salesforce_id('00Q', registration_id)
    end as source_id,
    registered_at,
    case
        when ordinal = 2 then second_email
        when brand_key = 'tradewell' then coalesce(work_email, first_email)
        else first_email
    end as email,
    -- The moment a second card or contact was merged into the first by the system's users.
    case when ordinal = 2 and source_system in ('loyalty', 'salesforce_contact')
        then registered_at + to_days((30 + whole('merged', registration_id, 120))::integer)
    end as merged_at,
from identified
where registered_at < moment(getvariable('period_end'), 70000)
order by registration_id;

-- The card a shop customer shows: their own, or the household's where it shares one.
create or replace table card_use as
with cards as (
    select relation_id, person_id, source_id, registered_at
    from registration
    where source_system = 'loyalty' and ordinal = 1
),
shared_cards as (
    select household.household_id, cards.source_id, cards.registered_at
    from household
    inner join cards on cards.person_id = household.first_person_id
    where household.shares_card
)
select
    relation.relation_id,
    relation.person_id,
    coalesce(cards.source_id, shared_cards.source_id) as card_no,
    coalesce(cards.registered_at, shared_cards.registered_at) as since,
    cards.source_id is null as is_shared,
from relation
inner join person on person.person_id = relation.person_id
left join cards on cards.relation_id = relation.relation_id
left join shared_cards on shared_cards.household_id = person.household_id
where relation.brand_key = 'fernside' and relation.uses_shop
    and coalesce(cards.source_id, shared_cards.source_id) is not null
order by relation.relation_id;
