-- Households, people, where they live and where they work.

create or replace table given_name as
select * from read_csv(getvariable('data') || '/given_names.csv', header = true,
    auto_detect = false,
    columns = {'gender': 'varchar', 'n': 'bigint', 'name': 'varchar', 'nickname': 'varchar'});

create or replace table family_name as
select * from read_csv(getvariable('data') || '/family_names.csv', header = true,
    auto_detect = false,
    columns = {'n': 'bigint', 'name': 'varchar'});

create or replace table similar_name as
select * from read_csv(getvariable('data') || '/similar_names.csv', header = true,
    auto_detect = false,
    columns = {'gender': 'varchar', 'n': 'bigint', 'first_name': 'varchar',
        'second_name': 'varchar'});

create or replace table town as
select * from read_csv(getvariable('data') || '/towns.csv', header = true, auto_detect = false,
    columns = {'country_code': 'varchar', 'n': 'bigint', 'town': 'varchar',
        'postcode_area': 'varchar',
        'region': 'varchar'});

set variable given_names = (select map_from_entries(list((gender, names) order by gender))
    from (select gender, count(*) as names from given_name group by gender));
set variable family_names = (select count(*) from family_name);
set variable similar_names = (select map_from_entries(list((gender, pairs) order by gender))
    from (select gender, count(*) as pairs from similar_name group by gender));
set variable towns = (select map_from_entries(list((country_code, towns) order by country_code))
    from (select country_code, count(*) as towns from town group by country_code));

-- Numbers that cannot collide: 387420489 is prime to ten and to eight million.
create or replace macro spread(x, n) as (x::bigint * 387420489 + 40503) % n;

create or replace macro mobile_number(country_code, x) as case country_code
    when 'IE' then '+35386' || lpad(spread(x, 10000000)::varchar, 7, '0')
    when 'FR' then '+336' || lpad(spread(x, 100000000)::varchar, 8, '0')
    when 'DE' then '+49151' || lpad(spread(x, 100000000)::varchar, 8, '0')
    when 'US' then '+1617' || (2000000 + spread(x, 8000000))::varchar
    else '+447' || ['1', '3', '4', '5', '7', '8', '9'][1 + (x % 7)::integer]
        || lpad(spread(x, 100000000)::varchar, 8, '0')
end;

create or replace macro landline_number(country_code, x) as case country_code
    when 'IE' then '+3531' || lpad(spread(x, 10000000)::varchar, 7, '0')
    when 'FR' then '+331' || lpad(spread(x, 100000000)::varchar, 8, '0')
    when 'DE' then '+4930' || lpad(spread(x, 100000000)::varchar, 8, '0')
    when 'US' then '+1212' || (2000000 + spread(x, 8000000))::varchar
    else '+441' || ['2', '3', '4', '5', '6', '7', '9'][1 + (x % 7)::integer]
        || lpad(spread(x, 100000000)::varchar, 8, '0')
end;

create or replace macro plain_letters(x) as
    regexp_replace(lower(strip_accents(replace(replace(x, 'ł', 'l'), 'Ł', 'l'))), '[^a-z0-9]', '',
        'g');

create or replace table household as
with sized as (
    select
        n as household_id,
        draw('household size', n) as size_draw,
        draw('arrangement', n) as arrangement_draw,
    from range(1, (getvariable('people_count') / 1.75)::bigint + 30) as series(n)
),
counted as (
    select
        household_id,
        arrangement_draw,
        case when size_draw < 0.45 then 1 when size_draw < 0.8 then 2 when size_draw < 0.92 then 3
            else 4
        end as size,
    from sized
),
numbered as (
    select *, (sum(size) over (order by household_id) - size + 1)::bigint as first_person_id
    from counted
),
arranged as (
    select
        household_id,
        first_person_id,
        least(size, getvariable('people_count') - first_person_id + 1)::integer as size,
        case size
            when 1 then 'single'
            when 2 then case
                when arrangement_draw < getvariable('people').twins then 'twins'
                when arrangement_draw < 0.72 then 'couple'
                when arrangement_draw < 0.82 then 'parent and child'
                when arrangement_draw < 0.9 then 'siblings'
                else 'sharers'
            end
            when 3 then case when arrangement_draw < 0.8 then 'family' else 'sharers' end
            else case when arrangement_draw < 0.87 then 'family' else 'sharers' end
        end as arrangement,
        case
            when draw('country', household_id) >= getvariable('people').abroad then 'GB'
            else pick(['IE', 'IE', 'FR', 'DE', 'US'], 'country abroad', household_id)
        end as country_code,
    from numbered
    where first_person_id <= getvariable('people_count')
)
select
    household_id,
    first_person_id,
    size,
    arrangement,
    country_code,
    ranked('family name', household_id, getvariable('family_names'), 2.8) as family_name_n,
    case when chance('landline', household_id, 0.55)
        then landline_number(country_code, household_id)
    end as landline,
    arrangement in ('couple', 'family')
    and chance('shared mailbox', household_id,
        getvariable('people').shared_mailbox) as shares_mailbox,
    size > 1 and arrangement <> 'sharers'
    and chance('shared card', household_id, getvariable('people').shared_card) as shares_card,
    arrangement in ('twins', 'siblings', 'family')
    and chance('similar names', household_id,
        case when arrangement = 'twins' then 0.5 else getvariable('people').similar_siblings end)
        as has_similar_names,
    getvariable('period_end')
    - (365.25 * (case
        when arrangement in ('family', 'parent and child')
            then 44 + whole('head age', household_id, 30)
        when arrangement = 'sharers' then 21 + whole('head age', household_id, 14)
        else 21 + whole('head age', household_id, 62)
    end) + whole('head birthday', household_id, 365))::integer as head_birth_date,
from arranged;

create or replace table person as
with members as (
    select
        household.*,
        household.first_person_id + place.n - 1 as person_id,
        place.n as position,
        case
            when arrangement in ('twins', 'sharers') then left(arrangement, -1)
            when place.n = 1 then 'head'
            when arrangement = 'siblings' then 'sibling'
            when arrangement = 'parent and child' or place.n > 2 then 'child'
            else 'partner'
        end as role,
        case when chance('head gender', household_id, 0.5) then 'F' else 'M' end as head_gender,
    from household
    inner join range(1, 5) as place(n) on place.n <= household.size
),
sexed as (
    select
        *,
        role = 'child' and chance('namesake', person_id,
            getvariable('people').namesakes) as is_namesake,
        has_similar_names and (arrangement <> 'family' or position > 2) as has_similar_name,
        case
            when position = 1 then head_gender
            when role = 'partner' and chance('opposite', household_id, 0.95)
                then case head_gender when 'F' then 'M' else 'F' end
            when role = 'child' and chance('namesake', person_id, getvariable('people').namesakes)
                then head_gender
            when has_similar_names and arrangement <> 'family' then head_gender
            when has_similar_names and position > 2
                then case when chance('pair gender', household_id, 0.5) then 'F' else 'M' end
            when chance('gender', person_id, 0.5) then 'F'
            else 'M'
        end as gender,
        case
            when position = 1 or role = 'twin' then head_birth_date
            when role = 'child' then head_birth_date
                + (365.25 * (20 + whole('parent age', person_id, 9))
                    + whole('child birthday', person_id, 365) + 365 * (position - 2))::integer
            else head_birth_date + whole('age apart', person_id, 3650)::integer - 1825
        end as birth_date,
    from members
),
numbered as (
    select
        *,
        ranked('given name', case when is_namesake then first_person_id else person_id end,
            getvariable('given_names')[gender], 1.7) as given_n,
        ranked('middle name', person_id, getvariable('given_names')[gender], 1.4) as middle_n,
        1 + whole('similar name', household_id, getvariable('similar_names')[gender]) as similar_n,
        case
            when role in ('sharer')
                then ranked('own name', person_id, getvariable('family_names'), 2.8)
            when role = 'partner' and chance('own name kept', household_id, 0.22)
                then ranked('own name', person_id, getvariable('family_names'), 2.8)
            else family_name_n
        end as name_n,
        ranked('maiden name', person_id, getvariable('family_names'), 2.8) as maiden_n,
        gender = 'F' and role in ('head', 'partner')
        and date_diff('year', birth_date, getvariable('period_end')) between 22 and 45
        and chance('marries', person_id, getvariable('people').name_change * 2) as marries,
    from sexed
),
named as (
    select
        numbered.*,
        case
            when has_similar_name and position in (1, 3) then similar_name.first_name
            when has_similar_name then similar_name.second_name
            else given_name.name
        end as given_name,
        case when has_similar_name then null else given_name.nickname end as nickname,
        middle_name.name as middle_name,
        case
            when not marries and chance('double-barrelled', household_id,
                getvariable('people').double_barrelled)
                then family_name.name || '-' || maiden_name.name
            else family_name.name
        end as family_name,
        case when marries then maiden_name.name end as maiden_name,
        case when marries then day_between(getvariable('period_start') + 30,
            getvariable('period_end') - 30,
            'marriage', person_id) end as name_changed_on,
    from numbered
    left join given_name on given_name.gender = numbered.gender and given_name.n = numbered.given_n
    left join given_name as middle_name
        on middle_name.gender = numbered.gender and middle_name.n = numbered.middle_n
    left join similar_name
        on similar_name.gender = numbered.gender and similar_name.n = numbered.similar_n
    left join family_name on family_name.n = numbered.name_n
    left join family_name as maiden_name on maiden_name.n = numbered.maiden_n
),
traits as (
    select
        *,
        case
            when gender = 'M' then case when chance('doctor', person_id, 0.02) then 'Dr'
                else 'Mr' end
            when role in ('partner', 'head') and size > 1 and arrangement in ('couple', 'family')
                and chance('married title', person_id, 0.75) then 'Mrs'
            when chance('doctor', person_id, 0.02) then 'Dr'
            when chance('miss', person_id, 0.4) then 'Miss'
            else 'Ms'
        end as title,
        chance('test person', person_id, getvariable('people').test) as is_test,
        chance('staff', person_id, getvariable('people').staff) as is_staff,
        person_id % 6 = 0 as is_prospect,
        date_diff('year', birth_date, getvariable('period_end')) between 20 and 68
        and chance('business', person_id, 0.13) as is_business,
        1 + floor(pow(draw('employer', person_id), 1.6) * getvariable('account_count'))::bigint
            as employer_id,
        draw('address pattern', person_id) as pattern_draw,
        draw('provider', person_id) as provider_draw,
        plain_letters(given_name) as plain_given,
        plain_letters(coalesce(maiden_name, family_name)) as plain_family,
    from named
),
mailboxes as (
    select
        *,
        case
            when pattern_draw < 0.32 then plain_given || '.' || plain_family
            when pattern_draw < 0.45 then plain_given || plain_family
            when pattern_draw < 0.55 then left(plain_given, 1) || '.' || plain_family
            when pattern_draw < 0.63 then plain_given || '_' || plain_family
            when pattern_draw < 0.75 then plain_given || '.' || plain_family
                || right(year(birth_date)::varchar, 2)
            when pattern_draw < 0.8 then plain_family || '.' || plain_given
            else plain_given || plain_family || whole('address digits', person_id, 1000)
        end as local_part,
        case
            when provider_draw < 0.34 then 'gmail.example'
            when provider_draw < 0.5 then 'hotmail.example'
            when provider_draw < 0.6 then 'outlook.example'
            when provider_draw < 0.7 then 'yahoo.example'
            when provider_draw < 0.8 then 'icloud.example'
            when provider_draw < 0.87 then 'btinternet.example'
            when provider_draw < 0.91 then 'sky.example'
            when provider_draw < 0.94 then 'googlemail.example'
            when provider_draw < 0.97 then 'aol.example'
            else 'talktalk.example'
        end as provider,
    from traits
),
addressed as (
    select
        *,
        case
            when row_number() over (partition by local_part, provider order by person_id) > 1
                then local_part || '.' || person_id
            else local_part
        end || '@' || provider as own_email,
        first_value(plain_family) over (partition by household_id order by position) || '.family'
        || household_id || '@'
            || first_value(provider) over (partition by household_id order by position)
            as household_email,
    from mailboxes
),
phones as materialized (
    select
        *,
        -- Odd numbers of the drawn give their number up, the next even number gets it.
        case when recycles then row_number() over (partition by recycles order by person_id) end
            as recycle_n,
    from (
        select *, country_code = 'GB'
            and chance('recycled phone', person_id,
                getvariable('people').recycled_phone) as recycles,
        from addressed
    )
),
recycled as (
    select
        phones.*,
        donor.person_id as donor_id,
        case
            when phones.recycle_n % 2 = 1
                then day_between(getvariable('period_start') + 60, getvariable('period_end') - 200,
                    'number given up', phones.person_id)
            when donor.person_id is not null
                then day_between(getvariable('period_start') + 60, getvariable('period_end') - 200,
                    'number given up', donor.person_id) + 90
            when chance('new number', phones.person_id, getvariable('people').number_change)
                then day_between(getvariable('period_start'), getvariable('period_end'),
                    'number change',
                    phones.person_id)
        end as mobile_changed_on,
    from phones
    left join phones as donor
        on donor.recycle_n + 1 = phones.recycle_n and donor.recycle_n % 2 = 1
)
select
    person_id,
    household_id,
    position,
    role,
    case when is_prospect then 'prospect' when is_business then 'business'
        else 'consumer' end as kind,
    country_code,
    gender,
    title,
    case when is_test then 'Test' else given_name end as given_name,
    case when not is_test then nickname end as nickname,
    middle_name,
    case when is_test then pick(['Test', 'Tester', 'Order', 'Dummy'], 'test name', person_id)
        else family_name
    end as family_name,
    maiden_name,
    name_changed_on,
    birth_date,
    case
        when is_test then 'test+' || person_id || '@harbourvale.example'
        when shares_mailbox and role in ('head', 'partner') then household_email
        else own_email
    end as email,
    plain_given || '_' || (1000 + person_id) || '@' || pick(
        ['gmail.example', 'hotmail.example', 'outlook.example', 'yahoo.example', 'live.example'],
        'second provider', person_id
    ) as second_email,
    shares_mailbox and role in ('head', 'partner') as shares_mailbox,
    case
        when donor_id is not null then mobile_number('GB', 2 * donor_id)
        when mobile_changed_on is not null then mobile_number(country_code, 2 * person_id + 1)
        else mobile_number(country_code, 2 * person_id)
    end as mobile,
    case when mobile_changed_on is not null
        then mobile_number(country_code, 2 * person_id) end as old_mobile,
    mobile_changed_on,
    donor_id as mobile_from_person_id,
    is_staff and not is_test as is_staff,
    is_test,
    case when chance('deceased', person_id, getvariable('people').deceased)
        then day_between(getvariable('period_start') + 30, getvariable('period_end'), 'death',
            person_id)
    end as deceased_on,
    case when is_business then employer_id end as account_id,
    case
        when not is_business then null
        when draw('seniority', person_id) < 0.18 then 'director'
        when draw('seniority', person_id) < 0.5 then 'manager'
        else 'junior'
    end as seniority,
    -- Spending and browsing, mean 1: a few spend a lot.
    exp(0.9 * gauss('value', person_id) - 0.405) as value,
    case
        when draw('preference', person_id) < 0.4 then 'email'
        when draw('preference', person_id) < 0.68 then 'post'
        when draw('preference', person_id) < 0.86 then 'sms'
        else 'phone'
    end as preferred_channel,
    7 + whole('best hour', person_id, 15) as best_hour,
    1 + whole('best weekday', person_id, 7) as best_weekday,
    chance('privacy proxy', person_id, getvariable('effects').privacy_proxy) as has_privacy_proxy,
    chance('over-contacted', person_id, getvariable('effects').over_contacted) as is_over_contacted,
from recycled
order by person_id;

-- Trade customers: one for about 25 people.
create or replace table account as
with drawn as (
    select
        n as account_id,
        ranked('account name', n, getvariable('family_names'), 1.3) as name_n,
        pick(['Joinery', 'Interiors', 'Builders', 'Catering', 'Hotels', 'Facilities', 'Electrical',
            'Plumbing', 'Landscapes', 'Kitchens', 'Property Services', 'Garden Centre',
                'Care Homes',
            'Academy Trust', 'Engineering', 'Logistics', 'Design Studio', 'Architects',
            'Cleaning Services', 'Events'], 'trade', n) as trade,
        pick(['Ltd', 'Ltd', 'Ltd', 'Limited', 'LLP', 'plc', '& Sons', ''], 'legal form',
            n) as legal_form,
    from range(1, getvariable('account_count') + 1) as series(n)
),
named as (
    select
        account_id,
        trade as industry,
        trim(family_name.name || ' ' || trade || ' ' || legal_form) as company_name,
        plain_letters(family_name.name || trade) as slug,
    from drawn
    left join family_name on family_name.n = drawn.name_n
)
select
    account_id,
    company_name,
    industry,
    case when chance('own domain', account_id, 0.82) then
        slug || case when row_number() over (partition by slug order by account_id) > 1
            then account_id::varchar else '' end || '.example'
    end as domain,
    landline_number('GB', 60000000 + account_id) as phone,
    (2 + floor(exp(1.3 * gauss('employees', account_id) + 2.5)))::integer as employee_count,
    account_id <= greatest(2, getvariable('account_count') // 20) as is_key_account,
    day_between(getvariable('period_start') - 1800, getvariable('period_end') - 60, 'account',
        account_id)
        as opened_on,
from named
order by account_id;

create or replace table contact_role as
select
    person.person_id,
    person.account_id,
    person.seniority,
    case seniority
        when 'director' then pick(['Managing Director', 'Director', 'Owner', 'Finance Director',
            'Operations Director', 'Chief Executive'], 'job title', person_id)
        when 'manager' then pick(['Purchasing Manager', 'Site Manager', 'Office Manager',
            'Facilities Manager', 'Procurement Manager', 'Head of Buying'], 'job title', person_id)
        else pick(['Buyer', 'Assistant Buyer', 'Administrator', 'Purchasing Assistant',
            'Apprentice',
            'Site Supervisor', 'PA to the Director'], 'job title', person_id)
    end as job_title,
    case when account.domain is not null then
        plain_letters(given_name) || '.' || plain_letters(coalesce(maiden_name, family_name))
        || case when row_number() over (
            partition by account.account_id, plain_letters(given_name),
                plain_letters(coalesce(maiden_name, family_name))
            order by person_id) > 1 then person_id::varchar else '' end
        || '@' || account.domain
    end as work_email,
    account.domain is not null
    and chance('link scanner', account.account_id,
        getvariable('effects').link_scanner) as has_link_scanner,
from person
inner join account using (account_id)
order by person_id;

-- One row per address: of a household (id below 2^32), after a move, or of an account.
create or replace table move as
with family as (
    select
        household_id,
        null::bigint as person_id,
        'family' as move_kind,
        day_between(getvariable('period_start'), getvariable('period_end') - 20, 'family move',
            household_id)
            as moved_on,
        4294967296 + household_id as new_address_id,
    from household
    where chance('moves', household_id, getvariable('people').mover * getvariable('months') / 12)
),
alone as (
    select
        person.household_id,
        person.person_id,
        'individual' as move_kind,
        day_between(getvariable('period_start'), getvariable('period_end') - 20, 'lone move',
            person_id)
            as moved_on,
        8589934592 + person_id as new_address_id,
    from person
    inner join household using (household_id)
    where household.size > 1
        and chance('moves alone', person_id,
            getvariable('people').lone_mover * getvariable('months') / 12)
        and not exists (select 1 from family where family.household_id = person.household_id)
)
select
    new_address_id as move_id,
    household_id,
    person_id,
    move_kind,
    moved_on,
    household_id as old_address_id,
    new_address_id,
    moved_on + (30 + whole('move update', new_address_id, 150))::integer as ncoa_on,
    chance('move unknown', new_address_id, 0.3) as is_missed_by_ncoa,
from (select * from family union all by name select * from alone)
order by move_id;

create or replace table address as
with needed as (
    select household_id as address_id, country_code from household
    union all
    select move.new_address_id, household.country_code
        from move inner join household using (household_id)
    union all
    select 17179869184 + account_id, 'GB' from account
),
placed as (
    select
        address_id,
        country_code,
        1 + whole('town', address_id, getvariable('towns')[country_code]) as town_n,
        1 + whole('street', address_id, 400) as street_n,
        draw('flat', address_id) as flat_draw,
        1 + floor(pow(draw('number', address_id), 1.5) * 180)::integer as house_number,
    from needed
),
streets as (
    select
        placed.*,
        town.town,
        town.region,
        town.postcode_area,
        town.country_code || town.n || '-' || street_n as street_key,
    from placed
    left join town on town.country_code = placed.country_code and town.n = placed.town_n
)
select
    address_id,
    case when flat_draw < 0.14 and country_code in ('GB', 'IE', 'US')
        then case country_code when 'US' then 'Apt ' else 'Flat ' end
            || (1 + whole('flat number', address_id, 24))
    end as unit,
    house_number::varchar as house_number,
    case country_code
        when 'FR' then pick(['rue', 'avenue', 'boulevard', 'place', 'allée'], 'street kind',
            street_key)
            || ' ' || pick(['Victor Hugo', 'de la République', 'des Lilas', 'Pasteur', 'du Moulin',
            'de l''Église', 'Jean Jaurès', 'des Écoles', 'de la Gare', 'Voltaire'], 'street name',
                street_key)
        when 'DE' then pick(['Haupt', 'Schul', 'Garten', 'Bahnhof', 'Berg', 'Linden', 'Wald',
            'Kirch',
            'Mühlen', 'Goethe', 'Schiller', 'Rosen'], 'street name', street_key)
            || pick(['straße', 'weg', 'gasse', 'allee'], 'street kind', street_key)
        when 'US' then pick(['Maple', 'Oak', 'Cedar', 'Washington', 'Lake', 'Hill', 'Walnut',
            'Spring',
            'North', 'Ridge', 'Church', 'Willow'], 'street name', street_key)
            || ' ' || pick(['Street', 'Avenue', 'Drive', 'Lane', 'Court'], 'street kind',
                street_key)
        else pick(['Church', 'Station', 'Victoria', 'Park', 'Mill', 'High', 'London', 'Queen''s',
            'King''s',
            'Manor', 'School', 'Chapel', 'Orchard', 'Grange', 'Springfield', 'Albert', 'Windsor',
                'York',
            'Meadow', 'Beech', 'Elm', 'Oak', 'Willow', 'Cherry', 'Hawthorn', 'Castle', 'Bridge',
                'Abbey',
            'St John''s', 'St Mary''s', 'Priory', 'Vicarage', 'Harbour', 'Cliff', 'Moor', 'Canal',
                'Quarry',
            'Lower', 'Upper', 'Old', 'Nelson', 'Wellington', 'Alexandra', 'Clarence', 'Cromwell',
                'Tennyson',
            'Kingfisher', 'Lark', 'Swallow', 'Heron'], 'street name', street_key)
            || ' ' || pick(['Road', 'Street', 'Avenue', 'Lane', 'Close', 'Drive', 'Way', 'Terrace',
                'Gardens',
            'Crescent', 'Grove', 'Court', 'Place', 'Hill'], 'street kind', street_key)
    end as street,
    town as city,
    region,
    case country_code
        when 'GB' then postcode_area || (1 + whole('district', street_key, 20)) || ' '
            || whole('sector', street_key, 10)
            || pick(['A', 'B', 'D', 'E', 'F', 'G', 'H', 'J', 'L', 'N', 'P', 'Q', 'R', 'S', 'T',
                'U', 'W', 'X',
                'Y', 'Z'], 'unit letter', street_key)
            || pick(['A', 'B', 'D', 'E', 'F', 'G', 'H', 'J', 'L', 'N', 'P', 'Q', 'R', 'S', 'T',
                'U', 'W', 'X',
                'Y', 'Z'], 'last letter', street_key || house_number // 30)
        when 'IE' then postcode_area || (1 + whole('district', street_key, 9)) || ' '
            || upper(left(text_of('eircode', address_id), 4))
        when 'US' then postcode_area || lpad(whole('district', street_key, 100)::varchar, 2, '0')
        else postcode_area || lpad(whole('district', street_key, 1000)::varchar, 3, '0')
    end as postcode,
    country_code,
from streets
order by address_id;

-- Where each person lives, from one day (inclusive) to another (exclusive).
create or replace table residence as
with moved as (
    select
        person.person_id,
        person.household_id,
        coalesce(alone.moved_on, family.moved_on) as moved_on,
        coalesce(alone.new_address_id, family.new_address_id) as new_address_id,
    from person
    left join move as alone on alone.person_id = person.person_id
    left join move as family
        on family.household_id = person.household_id and family.move_kind = 'family'
)
select person_id, household_id as address_id, date '1990-01-01' as valid_from,
    coalesce(moved_on, date '9999-12-31') as valid_to
from moved
union all
select person_id, new_address_id, moved_on, date '9999-12-31'
from moved
where moved_on is not null
order by person_id, valid_from;
